"""The words of questions in bokmål."""

from instruments.plain.bokmal_stiff import STIFF
from instruments.plain.lexicon import Lexicon, any_of, denying, inflected, pairs, whole, words

FINITE = any_of("""
    er var ble blir har hadde fikk får kan kunne vil ville skal skulle må måtte bør burde synes syntes mener mente
    tror trodde opplever opplevde føler følte fant finner forstod forsto forstår kjenner kjente vet visste bruker
    brukte gjorde gjør ga gir kom kommer ringte ringer sendte sender svarte svarer snakket snakker leste leser tok tar
    bor bodde jobber likte liker ønsker ønsket trenger trengte venter ventet hjalp hjelper stemmer stemte fungerer
    fungerte holdt holder ser så hørte hører går gikk la legger møtte møter presenterte viste viser søkte søker klarte
    lyttet lytter informerte informerer tilbød tilbyr stilte stiller husker savner savnet deltar deltok eier
    foretrekker vurderer vurderte besøkte besøker leverte leverer løste løser følger fulgte rakk passer passet
    kontaktet
""")
ADJECTIVES = """
    vennlig høflig rask tydelig klar nyttig god bedre enkel enkl lett trygg kompetent imøtekommende effektiv
    forståelig relevant hjelpsom profesjonell respektfull kunnskapsrik presis korrekt riktig fullstendig oppdater
    ryddig ren pen moderne tilgjengelig åpen åpn rettferdig billig pålitelig dyktig hyggelig serviceinnstilt
    interessert engasjer lydhør empatisk forståelsesfull oversiktlig brukervennlig interessant lærerik informativ
    sikker attraktiv komfortabel fleksibel punktlig tålmodig omsorgsfull saklig grundig nøyaktig konkret utfyllende
    passende tilstrekkelig rimelig nødvendig viktig fornøyd tilfreds dårlig treg langsom vanskelig uklar uhøflig dyr
    stressende løsningsorienter rettvis gjennomsiktig demokratisk inkluderende ærlig tillitsfull tillitvekkende
    motiver inspirerende verdifull målrett varm stabil holdbar innbydende vedlikehold lesbar logisk intuitiv troverdig
    kvalifiser erfar
"""

BOKMAL = Lexicon(
    language="nb",
    joins=whole("(?P<slash>og ?/ ?eller)|og|samt|så vel som|(?P<either>eller)"),
    fixed=pairs("""
        navn adresse, ris ros, mor far, barn unge, barn ungdom, barn familie, barn voksne, dag natt, til fra,
        frem tilbake, fram tilbake, inn ut, opp ned, av til, til med, fra med, nå da, her der, før etter, mer mindre,
        mer mer, først fremst, gutter jenter, kvinner menn, kvinne mann, mann kvinne, unge eldre, små store,
        stort smått, ung gammel, lover regler, rettigheter plikter, helse omsorg, helse velferd, helse mestring,
        plan bygg, kultur idrett, kultur fritid, vei trafikk, vei park, vann avløp, oppvekst utdanning,
        skole barnehage, oppvekst opplæring, natur miljø, klima miljø, klima energi, råd veiledning, råd tips,
        hjelp støtte, hjelp veiledning, drift vedlikehold, bruk vedlikehold, venn kollega, venner kollegaer,
        venner kolleger, venner familie, venner bekjente, familie venner, venner kjente, familie bekjente,
        spørsmål svar, ja nei, mat drikke, ute inne, liv helse, tid sted, dato klokkeslett, dag tid, dag tidspunkt,
        lese skrive, klart tydelig, klar tydelig, tydelig klart, klare tydelige, fordeler ulemper, styrker svakheter,
        pluss minus, gode dårlige, god dårlig, godt dårlig, bra dårlig, positive negative, positivt negativt,
        sterke svake, lett vanskelig, enig uenig, fornøyd misfornøyd, tilfreds utilfreds, sannsynlig usannsynlig,
        stat kommune, dag morgen, foreldre foresatte, foreldre barn, elever foreldre, pårørende brukere, kropp sjel,
        hus hjem, krav forventninger, trygg god, en to, en flere, ett flere, to tre, to flere, én flere, navn avdeling,
        navn enhet, navn tittel, navn stilling, ord uttrykk, ord begreper, vilkår betingelser, forslag innspill,
        tanker meninger, ønsker behov, lørdag søndag, land by, tekst bilde, hjem institusjon, kollegaer ledere, her nå,
        ny bedre, nye bedre, nytt bedre, bo leve, bo arbeide, rett galt, rom sted, ansatt leder, du dine, takk farvel,
        hilsen navn
    """),
    details=words("""
        navn fornavn etternavn adresse e-post epost e-postadresse telefon telefonnummer mobil mobilnummer post
        postnummer poststed fødselsdato fødselsnummer alder kjønn kommune fylke dato klokkeslett sted brev sms
    """),
    contact=words("""
        chat nett nettside nettsiden internett oppmøte skjema digitalt personlig skriftlig muntlig app facebook appen
        telefonen e-posten videomøte kontoret
    """),
    judges=whole(r"""
        hvor (?:\w+ )?(?:
            fornøyd|misfornøyd|tilfreds|enig|uenig|godt|god|bra|gode|lett|enkelt|vanskelig|viktig|trygg|trygt|nyttig
            tydelig|klart|raskt|rask|sannsynlig|høflig|vennlig|sikker|stor|høy|mye|ofte|relevant|forståelig|dårlig
            tilgjengelig|effektiv\w*
        )
        i hvilken grad|i hvor stor grad|(?:er|var) du (?:\w+ )?(?:fornøyd|misfornøyd|tilfreds|enig|uenig|trygg)
        hvordan (?:
            vurder\w+|opplev\w+|synes|syntes|oppfatt\w+|likte|var|er|fungerte|fungerer|vil du vurdere|vil du beskrive
        )
        hva (?:synes|syntes|mener|mente) du|(?:synes|syntes|mener|tror) du|kvaliteten på|tillit til|vurder|gi karakter
        ranger
    """),
    adjectives=inflected(ADJECTIVES, "t|e|te|et|ere|est|este|tt|de|ede|ende|ert|erte"),
    degrees=words("""
        svært veldig nokså ganske så for godt mer mest tilstrekkelig alltid både også like helt å mye
    """),
    subordinate=whole("""
        når|da|mens|etter at|før|hvis|dersom|som|sist|forrige gang|den gangen|siden|fordi|for å|slik at|for eksempel
        f.eks|for eks|slik som|deriblant|blant annet|bl.a|inkludert|basert på|ved hjelp av|knyttet til|enten|enn
    """),
    before_joins=words("""
        med prøve prøv
    """),
    small=words("""
        ved på i til med via per gjennom en et ei den det de din ditt dine fra av for om hos å
    """),
    between=whole("mellom"),
    question_words=whole("hva|hvor|hvordan|hvorfor|hvem|hvilken|hvilke|hvilket|når|om"),
    open_words=whole("hva|hvorfor|hvordan|hvilke|hvilken"),
    finite=whole(FINITE),
    pronouns=words("""
        du jeg vi han hun de dere den det deg meg oss dem man noen noe andre annet alt alle dette disse ingen
    """),
    after_joins=whole("""
        så videre|så|lignende|liknende|andre|annen|ikke|eventuelt|til|med|dermed|derfor|hvorfor ikke|ev|evt|takk
        forresten|ellers|resten|deretter
    """),
    last_words=words("""
        annet flere fler mer mindre
    """),
    leading=whole(r"""
        (?:er|var) du (?:ikke )?enig (?:med oss )?i at|(?:synes|mener|tror) du også|alle vet
        hvor mye [\w ]{3,40} (?:bedre|forbedret)|(?<=[.!]\s)er du (?:ikke )?enig\s*(?=\?)|er det sant at
        (?:elsker|hater) du|vil du være enig i|(?:synes|syntes|mener|tror|ser|føler) du ikke
        (?:synes|mener|tror) ikke du|vil du ikke si|vil ikke du
        (?:bør|burde|skulle|må|kan) (?:ikke|vel) (?:kommunen|vi|du|det|staten|politikerne|man|alle)|ikke sant
        er (?:det|dette) ikke (?:\w+ )?(?:
            på tide|bra|fint|riktig|slik|sånn|viktig|rimelig|naturlig|rart|flott|greit|rettferdig
        )
        er det ikke slik at|vel\s*(?=\?)
        som (?:alle|du|kjent|de fleste)(?: \w+)? (?:vet|kjenner til|forstår|skjønner|mener)|som kjent|som alle vet
        selvfølgelig|selvsagt|åpenbart|naturligvis|de fleste (?:er enige|mener|synes|vil si)
        (?:eksperter|forskere|fagfolk) (?:sier|mener|anbefaler|er enige)|alle er enige
        (?:vår|vårt|våre|den|det|de) (?:(?:nye|svært|veldig|egne|så|aller) )?(?:
            gode|nye og bedre|flotte|fantastiske|dyktige|utmerkede|utmerka|hyggelige|kjempefine|fine|populære
            prisbelønte|prisvinnende|flinke|unike|suverene|enestående|imponerende|profesjonelle|nye forbedrede
            forbedrede|strålende|topp
        )
        (?:vår|vårt|våre) (?:(?:nye|svært|veldig|egne|så|aller) )?(?:
            høye|raske|effektive|moderne|brukervennlige|trygge|trivelige|serviceinnstilte|vennlige|engasjerte
        )
        hvor (?:mye|godt) (?:liker|likte|setter|satte|verdsetter|verdsatte|nøt) du
        hvor mye (?:bedre|raskere|enklere|flinkere|tryggere)
        hvor (?:
            fantastisk|flott|utmerket|strålende|fin|fint|flink|flinke|flinkt|dyktig|imponert|glad|begeistret
            takknemlig
        )\w*
        hva (?:likte|liker) du (?:best|så godt|mest|spesielt godt)
        hvorfor (?:er|var) (?:du )?(?:så )?(?:fornøyd|glad)(?= )|du (?:er|var|vil) (?:vel|sikkert|nok)
    """),
    loaded=whole(r"""
        (?:
            håpløs|elendig|skandaløs|latterlig|forferdelig|fryktelig|meningsløs|uansvarlig|kritikkverdig|uholdbar
            grådig|arrogant|inkompetent|ubrukelig|sløv|lat|korrupt|skammelig|uverdig|tungrodd|rigid|firkanta|firkantet
            sløsende
        )(?:t|e)?(?: byråkrati\w*)?
        byråkratisk\w*|byråkratiet|sløs\w*|skattebetalernes penger
        hvor (?:dårlig|ille|irritert|skuffet|frustrert|forbannet|forferdelig|plagsom\w*)
        hvorfor (?:er|var) \w+ (?:\w+ )?så|hvorfor (?:er|var) det så
        så (?:treg|dårlig|lang|vanskelig|lite)\w* (?:service|svar|tid)|skjemavelde
    """),
    negated_question=denying(FINITE, "ikke(?! bare| sant)", "som|at|noe|noen|det|hvis|om"),
    negations=whole("""
        ikke|aldri|ingen|ingenting|intet|verken|hverken|uten|neppe|knapt|unngå|mangler|nekte|uenige?|utilfredse?
        misfornøyde?|unødvendige?|uvanlige?|utydelige?|uklart?|uklare|urimelige?|urettferdige?|uhøflige?|uvennlige?
        usikkert?|usikre|ulovlige?|utilgjengelige?|uforståelige?|umulige?|uakseptable?t?|uheldige?|ubehagelige?
        uhensiktsmessige?
    """),
    absolutes=whole("""
        hver gang|alltid|aldri|hver eneste|samtlige|overhodet|fullt og helt|uten unntak|til enhver tid|hele tiden
        absolutt alle
    """),
    harmless_negations=whole("""
        hvis ikke|om ikke|hvorfor ikke|vet ikke|ikke sant|ikke minst|ikke bare|eller ikke|ingen av delene
        ikke relevant|enn ikke|ja eller nei
    """),
    officialese=STIFF,
    acronyms=words("""
        JA NEI IKKE ALLE OG ELLER BARE MÅ NAV SMS MMS TV PC PDF OK ID EU EØS NRK USA GPS AS FN DVD CD PIN QR SFO NB PS
        WC CV HIV AIDS ADHD IT AI KI WWW HTML URL OSS IKT AV UK RSS USB UTC ISBN FAQ BMI MR CT KID IBAN PCR BH NSB DNA
        ICA KIWI NTNU NHO LO HMS
    """),
    passive=whole("""
        (?:
            skal|må|kan|bør|vil|kunne|skulle|måtte|burde|ville
        ) (?:ikke |også |alltid |bare )?(?!
            finnes|synes|trives|møtes|lykkes|minnes|enes|ses|skyldes
        )[a-zæøå]{3,}es
        (?:
            behandle|sende|vurdere|oppgi|fylle|gi|benytte|gjennomføre|registrere|besvare|motta|kontakte|publisere
            slette|lagre|bruke|måle|utføre|levere|håndtere|innhente|oppbevare|anonymisere|avgjøre|bestemme|beregne
            stille|ta|gjøre|kreve|forvente|følge|legge|meddele|velge|skrive|merke
        )s
    """),
    long_words=words("""
        personopplysninger personopplysningene kontaktinformasjon kontaktopplysninger funksjonsnedsettelse
        funksjonsnedsettelser hjemmesykepleien hjemmesykepleie kommunikasjonsform videregående barnehageplassen
        kulturskoleplass brukerundersøkelse brukerundersøkelsen innbyggerundersøkelse innbyggerundersøkelsen
        spørreundersøkelse spørreundersøkelsen tilbakemeldingen tilbakemeldinger tilbakemeldingene telefonsamtalen
        åpningstidene servicetorget innbyggerservice innbyggertorget tilgjengeligheten funksjonshemming
        arbeidssituasjon informasjonskapsler universitetsutdanning høyskoleutdanning grunnskoleutdanning
        kommunestyrevalget fødselsnummeret organisasjonsnummer undersøkelsen kollektivtransport helsestasjonen
        saksbehandleren saksbehandlerens vaktmestertjenester renholdstjenester ungdomsskolen helsesykepleier
        helsesykepleieren
    """),
    positive=whole("""
        (?:
            (?:svært|meget|veldig|ganske|nokså|litt|noe|delvis|helt|stort sett|særdeles|ganske så|kjempe) ?
        )?(?:
            fornøyd|tilfreds|bra|god|godt|gode|enig|lett|enkelt|enkel|positivt?|sannsynlig|raskt?|høflig|vennlig|trygg
            trygt|tydelig|klart?|nyttig
        )
        utmerket|utmerka|fremragende|framifrå|ypperlig|topp|over forventning|bedre enn forventet|mye bedre|bedre
        strålende|glimrende|perfekt|kjempebra|supert
    """),
    negative=whole(r"""
        (?:
            (?:svært|meget|veldig|ganske|nokså|litt|noe|delvis|helt|særdeles) ?
        )?(?:
            misfornøyd|utilfreds|dårlig|uenig|vanskelig|tungvint|negativt?|usannsynlig|lite sannsynlig|tregt?|sen|sent
            langsomt?|uhøflig|uvennlig|utrygt?|utydelig|uklart?|unyttig|mangelfull\w*|lite fornøyd|lite tilfreds
            ikke fornøyd|ikke bra|ikke god|ikke godt|ikke enig|ikke lett
        )
        elendig|under forventning|dårligere enn forventet|dårligere|mye dårligere|forferdelig|håpløst?|svakt?|slett
        kritikkverdig
    """),
    neutral=whole(r"""
        verken .+|hverken .+|både .+ og .+|nøytral\w*|middels|midt på treet|passe|greit nok|ok|som forventet|som før
        like bra|omtrent som .+|akseptabelt?|grei|greit|brukbart?|tilfredsstillende
    """),
    agreement=whole("""
        (?:(?:svært|helt|delvis|litt|ganske|nokså|noe|verken|hverken) )?(?:enig|uenig)(?: eller uenig)?
        stemmer (?:helt|godt|delvis|dårlig|ikke)
    """),
    unknown=whole("""
        vet ikke|husker ikke|ikke relevant|ikke aktuelt|ikke aktuell|gjelder ikke|gjelder ikke meg|ønsker ikke å svare
        vil ikke svare|vil ikke oppgi|har ikke (?:erfaring|brukt|mening|grunnlag).*
        ingen (?:mening|formening|erfaring)|kan ikke (?:svare|vurdere|si).*|usikker|vanskelig å si|har ingen .*
        passer ikke|uaktuelt|ikke vurdert|ikke grunnlag.*
    """),
    unipolar=whole("""
        ikke (?:i det hele tatt|noe særlig)? ?(?:
            viktig|nyttig|enkelt|lett|klart|tydelig|trygg|trygt|relevant|interessert|god|godt
        )?
        slett ikke.*|i svært liten grad|i liten grad|ikke i det hele tatt.*|overhodet ikke.*
    """),
    numbers_explained=whole(r"""
        (?:der )?\d+ (?:er|betyr|står for|=|–|-) ?\w+|\d+ ?=.*|fra \d+ \(?\w.*|\d+ \([^)]+\)
    """),
    asks_personal=whole(r"""
        (?:
            ditt|din|oppgi|skriv|hva er|fullt|fullstendig|ditt fulle
        )*(?:
            navn|fornavn|etternavn|fornavn og etternavn|e-post|epost|e-postadresse\w*|epostadresse\w*|telefon
            telefonnummer\w*|mobil|mobilnummer\w*|adresse|bostedsadresse|fødselsnummer\w*|personnummer\w*
            fødselsdato\w*
        )(?: \(?(?:og|eller|/|ditt|din|valgfritt).*)?
        .*\b(?:
            hva heter du
            hva er (?:
                navnet|e-postadressen|e-posten|telefonnummeret|mobilnummeret|adressen|fødselsdatoen
            ) (?:ditt|din)
            hva er (?:ditt|din) (?:fulle )?(?:navn|e-post\w*|telefon\w*|mobil\w*|adresse|fødsels\w*|person\w*)
        ).*
        .*\b(?:oppgi|skriv|legg igjen|fyll inn|før opp) (?:gjerne )?(?:inn )?(?:ditt |din |her )?(?:
            navn|fullt navn|e-post\w*|telefon\w*|mobil\w*|adresse|fødsels\w*|personnummer
        ).*
        .*\b(?:e-postadressen|telefonnummeret|mobilnummeret|navnet|fødselsnummeret|adressen) (?:ditt|din)\b.*
        hvor kan vi nå deg.*
    """),
    asks_special=whole("""
        hvilken (?:religion|tro|etnisitet|etnisk bakgrunn|seksuell legning)|religion(?:en din)?|livssyn|trossamfunn
        etnisitet|etnisk (?:bakgrunn|opprinnelse|tilhørighet)|seksuell (?:legning|orientering)|hvilket parti
        politisk (?:ståsted|oppfatning|tilhørighet)|fagforening|fagorganisert|diagnose(?:n din|r)?
    """),
    promises_anonymity=whole("anonym|anonymt|anonyme|ingen får vite hvem"),
)
