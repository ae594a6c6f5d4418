"""Words that other programs put on the page themselves and that here belong to the form."""

from collections.abc import Iterable

from instruments.language import UNKNOWN, Texts

WORDS = {
    "yes": {
        "en": "Yes", "nb": "Ja", "nn": "Ja", "no": "Ja", "sv": "Ja", "da": "Ja", "de": "Ja", "nl": "Ja", "fi": "Kyllä",
        "fr": "Oui", "es": "Sí", "pt": "Sim", "it": "Sì", "pl": "Tak",
    },
    "no": {
        "en": "No", "nb": "Nei", "nn": "Nei", "no": "Nei", "sv": "Nej", "da": "Nej", "de": "Nein", "nl": "Nee",
        "fi": "Ei", "fr": "Non", "es": "No", "pt": "Não", "it": "No", "pl": "Nie",
    },
    "uncertain": {
        "en": "Uncertain", "nb": "Usikker", "nn": "Usikker", "no": "Usikker", "sv": "Osäker", "da": "Usikker",
        "de": "Unsicher", "nl": "Onzeker", "fi": "Epävarma", "fr": "Incertain", "es": "Dudoso", "pt": "Incerto",
        "it": "Incerto", "pl": "Nie wiem",
    },
    "increase": {
        "en": "Increase", "nb": "Øke", "nn": "Auke", "no": "Øke", "sv": "Öka", "da": "Stige", "de": "Zunahme",
        "nl": "Toename", "fi": "Kasvaa", "fr": "Augmenter", "es": "Aumentar", "pt": "Aumentar", "it": "Aumentare",
        "pl": "Wzrost",
    },
    "same": {
        "en": "Same", "nb": "Samme", "nn": "Same", "no": "Samme", "sv": "Samma", "da": "Samme", "de": "Gleich",
        "nl": "Gelijk", "fi": "Sama", "fr": "Identique", "es": "Igual", "pt": "Igual", "it": "Uguale",
        "pl": "Bez zmian",
    },
    "decrease": {
        "en": "Decrease", "nb": "Minke", "nn": "Minke", "no": "Minke", "sv": "Minska", "da": "Falde", "de": "Abnahme",
        "nl": "Afname", "fi": "Vähenee", "fr": "Diminuer", "es": "Disminuir", "pt": "Diminuir", "it": "Diminuire",
        "pl": "Spadek",
    },
    "female": {
        "en": "Female", "nb": "Kvinne", "nn": "Kvinne", "no": "Kvinne", "sv": "Kvinna", "da": "Kvinde",
        "de": "Weiblich", "nl": "Vrouw", "fi": "Nainen", "fr": "Féminin", "es": "Mujer", "pt": "Feminino",
        "it": "Femmina", "pl": "Kobieta",
    },
    "male": {
        "en": "Male", "nb": "Mann", "nn": "Mann", "no": "Mann", "sv": "Man", "da": "Mand", "de": "Männlich",
        "nl": "Man", "fi": "Mies", "fr": "Masculin", "es": "Hombre", "pt": "Masculino", "it": "Maschio",
        "pl": "Mężczyzna",
    },
    "other": {
        "en": "Other", "nb": "Annet", "nn": "Anna", "no": "Annet", "sv": "Annat", "da": "Andet", "de": "Sonstiges",
        "nl": "Anders", "fi": "Muu", "fr": "Autre", "es": "Otro", "pt": "Outro", "it": "Altro", "pl": "Inne",
    },
    "specify": {
        "en": "Please say which", "nb": "Si gjerne hva", "nn": "Sei gjerne kva", "no": "Si gjerne hva",
        "sv": "Säg gärna vad", "da": "Sig gerne hvad", "de": "Bitte angeben", "nl": "Welke?", "fi": "Mikä?",
        "fr": "Précisez", "es": "Especifique", "pt": "Especifique", "it": "Specificare", "pl": "Jakie?",
    },
    "none": {
        "en": "None", "nb": "Ingen", "nn": "Ingen", "no": "Ingen", "sv": "Ingen", "da": "Ingen", "de": "Keine",
        "nl": "Geen", "fi": "Ei mikään", "fr": "Aucun", "es": "Ninguno", "pt": "Nenhum", "it": "Nessuno",
        "pl": "Żadne",
    },
    "refuse": {
        "en": "Prefer not to say", "nb": "Vil ikke svare", "nn": "Vil ikkje svare", "no": "Vil ikke svare",
        "sv": "Vill inte svara", "da": "Vil ikke svare", "de": "Keine Angabe", "nl": "Zeg ik liever niet",
        "fi": "En halua vastata", "fr": "Ne souhaite pas répondre", "es": "Prefiero no responder",
        "pt": "Prefiro não responder", "it": "Preferisco non rispondere", "pl": "Wolę nie odpowiadać",
    },
    "dontknow": {
        "en": "Don't know", "nb": "Vet ikke", "nn": "Veit ikkje", "no": "Vet ikke", "sv": "Vet inte",
        "da": "Ved ikke", "de": "Weiß nicht", "nl": "Weet niet", "fi": "En tiedä", "fr": "Ne sait pas",
        "es": "No sé", "pt": "Não sei", "it": "Non so", "pl": "Nie wiem",
    },
    "comment": {
        "en": "Comment", "nb": "Kommentar", "nn": "Kommentar", "no": "Kommentar", "sv": "Kommentar",
        "da": "Kommentar", "de": "Kommentar", "nl": "Opmerking", "fi": "Kommentti", "fr": "Commentaire",
        "es": "Comentario", "pt": "Comentário", "it": "Commento", "pl": "Komentarz",
    },
}  # fmt: skip


def said(word: str, languages: Iterable[str]) -> Texts:
    """The word in each language, in English where we do not have it."""
    known = WORDS[word]
    found = {one: known.get(one) or known.get(one.partition("-")[0]) or known["en"] for one in languages}
    return found or {UNKNOWN: known["en"]}
