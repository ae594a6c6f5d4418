"""The words of questions in Swedish."""

from instruments.plain.lexicon import Lexicon, any_of, denying, inflected, pairs, whole, words
from instruments.plain.swedish_stiff import STIFF

FINITE = any_of("""
    är var blev blir har hade fick får kan kunde vill ville ska skall skulle måste bör borde tycker tyckte anser ansåg
    tror trodde upplever upplevde känner kände fann finner förstod förstår vet visste använder använde gjorde gör gav
    ger kom kommer ringde ringer skickade skickar svarade svarar pratade pratar talade läste läser tog tar bor bodde
    arbetar jobbar gillade gillar önskar önskade behöver behövde väntar väntade hjälpte hjälper stämmer stämde
    fungerar fungerade höll håller ser såg hörde hör går gick lade mötte möter presenterade visade visar sökte söker
    lyckades lyssnade lyssnar informerade informerar erbjöd erbjuder ställde ställer minns saknar saknade deltar
    deltog äger föredrar bedömer bedömde besökte besöker lämnade lämnar löste löser följer följde hann passar passade
    kontaktade litar hittade hittar instämmer finns fanns
""")
ADJECTIVES = """
    vänlig artig hövlig trevlig snabb tydlig klar nyttig bra god bättre enkel enkl lätt trygg kompetent
    tillmötesgående effektiv begriplig förståelig relevant hjälpsam professionell respektfull kunnig precis korrekt
    rätt riktig fullständig uppdater ren snygg fräsch modern tillgänglig öppen öppn rättvis billig prisvärd pålitlig
    duktig serviceinriktad intresserad engager lyhörd empatisk förstående överskådlig användarvänlig intressant
    lärorik informativ säker attraktiv bekväm flexibel punktlig tålmodig omtänksam omsorgsfull saklig noggrann
    grundlig konkret uttömmande passande tillräcklig rimlig nödvändig viktig nöjd dålig långsam trög svår krånglig
    otydlig ohövlig dyr stressande lösningsinriktad demokratisk inkluderande ärlig motiver inspirerande värdefull varm
    stabil hållbar inbjudande läslig logisk intuitiv trovärdig erfar lugn
"""

SWEDISH = Lexicon(
    language="sv",
    joins=whole("(?P<slash>och ?/ ?eller)|och|samt|såväl som|liksom|(?P<either>eller)"),
    fixed=pairs("""
        namn adress, ris ros, mor far, mamma pappa, barn unga, barn ungdomar, barn familj, barn vuxna, dag natt,
        till från, fram tillbaka, in ut, upp ner, av till, till med, från med, då då, nu då, här där, före efter,
        mer mindre, mer mer, först främst, pojkar flickor, flickor pojkar, kvinnor män, kvinna man, unga äldre,
        små stora, stort smått, ung gammal, lagar regler, rättigheter skyldigheter, vård omsorg, hälsa sjukvård,
        hälso sjukvård, stöd omsorg, plan bygg, bygga bo, kultur fritid, idrott fritid, gator parker, trafik gator,
        gata park, vatten avlopp, förskola skola, utbildning arbete, natur miljö, klimat miljö, råd stöd, råd tips,
        hjälp stöd, råd vägledning, drift underhåll, skötsel underhåll, vän kollega, vänner kollegor, vänner familj,
        familj vänner, släkt vänner, vänner bekanta, frågor svar, ja nej, mat dryck, ute inne, liv hälsa, tid plats,
        datum klockslag, datum tid, dag tid, läsa skriva, klart tydligt, klar tydlig, tydligt klart, klara tydliga,
        fördelar nackdelar, styrkor svagheter, plus minus, bra dåligt, bra dålig, goda dåliga, positiva negativa,
        positivt negativt, starka svaga, lätt svårt, lätt svår, enkelt svårt, instämmer inte, nöjd missnöjd,
        sannolikt osannolikt, stat kommun, föräldrar vårdnadshavare, föräldrar barn, elever föräldrar,
        anhöriga brukare, kropp själ, hus hem, krav förväntningar, trygg säker, tryggt säkert, en två, en flera,
        ett flera, två tre, två flera, två fler, namn avdelning, namn enhet, namn titel, namn befattning, ord uttryck,
        ord begrepp, förslag synpunkter, synpunkter klagomål, synpunkter förslag, tankar åsikter, önskemål behov,
        lördag söndag, lördagar söndagar, land stad, text bild, kollegor chefer, här nu, rätt fel, ny bättre,
        nya bättre, nytt bättre, bo leva, tack hej, hälsning namn, lugn ro, bygg miljö, miljö bygg, miljö hälsa
    """),
    details=words("""
        namn förnamn efternamn adress e-post epost e-postadress mejl mail telefon telefonnummer mobil mobilnummer
        postnummer postort födelsedatum personnummer ålder kön kommun län region datum klockslag plats brev sms
    """),
    contact=words("""
        chatt webb webbplats webbplatsen hemsida hemsidan internet besök post formulär digitalt personligt personligen
        skriftligt muntligt app facebook appen telefonen e-posten videomöte kontoret e-tjänst
    """),
    judges=whole(r"""
        hur (?:\w+ )?(?:
            nöjd|missnöjd|nöjda|bra|god|gott|goda|lätt|enkelt|svårt|viktigt|viktig|trygg|tryggt|nyttig|nyttigt|tydlig
            tydligt|klart|snabbt|snabb|sannolikt|artig|vänlig|säker|stor|stort|hög|mycket|ofta|relevant|begripligt
            dåligt|dålig|tillgänglig|effektiv\w*|väl
        )
        i vilken (?:grad|utsträckning|mån)|i hur hög grad|(?:är|var) du (?:\w+ )?(?:nöjd|missnöjd|trygg)
        (?:instämmer|håller) du
        hur (?:bedöm\w+|upplev\w+|tycker|tyckte|uppfatt\w+|är|var|fungera\w+|skulle du (?:bedöma|beskriva|betygsätta))
        vad (?:tycker|tyckte|anser|ansåg) du(?: om)?|(?:tycker|tyckte|anser|tror) du(?: om)?|kvaliteten på
        förtroende för|betygsätt|bedöm|rangordna
    """),
    adjectives=inflected(ADJECTIVES, "t|a|are|ast|aste|tt|at|ad|ade|de|n|et|na|ne|e|la"),
    degrees=words("""
        mycket väldigt ganska så för gott mer mest tillräckligt alltid både också lika helt att
    """),
    subordinate=whole(r"""
        när|då|medan|efter att|innan|om|ifall|som|senast|förra gången|den gången|sedan|eftersom|därför att|för att
        så att|till exempel|t\.ex|t ex|exempelvis|såsom|bland annat|bl\.a|inklusive|baserat på|med hjälp av
        kopplat till|antingen|än
    """),
    before_joins=words("""
        med försöka försök
    """),
    small=words("""
        vid på i till med via per genom en ett den det de din ditt dina från av för om hos att
    """),
    between=whole("mellan"),
    question_words=whole("vad|var|hur|varför|vem|vilken|vilka|vilket|när|om"),
    open_words=whole("vad|varför|hur|vilka|vilken"),
    finite=whole(FINITE),
    pronouns=words("""
        du jag vi han hon de ni den det dig mig oss dem man någon något andra annat allt alla detta dessa ingen hen er
    """),
    after_joins=whole("""
        så vidare|så|liknande|dylikt|andra|annan|inte|eventuellt|till|med|därmed|därför|varför inte|ev|tack|för övrigt
        resten|sedan
    """),
    last_words=words("""
        annat fler flera mer mindre
    """),
    leading=whole(r"""
        håller du (?:inte )?med (?:oss )?om att|(?:tycker|anser|tror) du också|alla vet
        hur mycket [\w ]{3,40} (?:bättre|förbättrats|förbättrat)
        (?<=[.!]\s)(?:håller du (?:inte )?med|instämmer du)\s*(?=\?)|är det sant att|(?:älskar|hatar) du
        håller du inte med|instämmer du (?:inte )?i att|(?:tycker|anser|tror|ser|känner) du inte
        (?:tycker|anser|tror) inte du|skulle du inte säga|vill du inte|visst (?:är|var|borde|håller|tycker|ska|skulle)
        (?:bör|borde|skulle|måste|kan) (?:inte|väl) (?:kommunen|regionen|vi|du|det|staten|politikerna|man|alla)
        eller hur\s*(?=\?)|inte sant
        är (?:det|detta) inte (?:\w+ )?(?:
            dags|bra|fint|rätt|så|viktigt|rimligt|naturligt|konstigt|härligt|rättvist|på tiden
        )
        som (?:alla|du|bekant|de flesta)(?: \w+)? (?:vet|känner till|förstår|inser|tycker)|som bekant|naturligtvis
        självklart|självfallet|givetvis|uppenbart|de flesta (?:håller med|tycker|anser|är överens)
        (?:experter|forskare) (?:säger|anser|menar|rekommenderar|är överens)|alla är överens
        (?:vår|vårt|våra|den|det|de) (?:(?:nya|mycket|väldigt|egna|så|allra) )?(?:
            goda|fina|fantastiska|duktiga|utmärkta|trevliga|jättefina|populära|omtyckta|prisbelönta|prisade|unika
            enastående|imponerande|professionella|förbättrade|strålande|härliga
        )
        (?:vår|vårt|våra) (?:(?:nya|mycket|väldigt|egna|så|allra) )?(?:
            höga|snabba|effektiva|moderna|användarvänliga|trygga|serviceinriktade|vänliga|engagerade
        )
        hur mycket (?:gillar|gillade|uppskattar|uppskattade|älskar|njöt) du
        hur mycket (?:bättre|snabbare|enklare|duktigare|tryggare)
        hur (?:fantastisk|utmärkt|strålande|fin|fint|duktig|imponerad|glad|tacksam|härlig)\w*
        vad (?:gillade|gillar|uppskattade|uppskattar) du (?:bäst|så mycket|mest|särskilt)
        varför (?:är|var) du (?:så )?(?:nöjd|glad)|du (?:är|var|vill) (?:väl|säkert|nog)
    """),
    loaded=whole(r"""
        (?:
            hopplös|usel|skandalös|löjlig|förfärlig|hemsk|fruktansvärd|meningslös|oansvarig|ohållbar|girig|arrogant
            inkompetent|oduglig|lat|korrupt|skamlig|ovärdig|stelbent|fyrkantig
        )(?:t|a)?
        byråkratisk\w*|byråkratin|slös\w*|skattebetalarnas pengar
        hur (?:dålig|dåligt|illa|irriterad|besviken|frustrerad|arg|hemsk|förfärlig)|varför (?:är|var) \w+ (?:\w+ )?så
        så (?:trög|dålig|lång|svår|lite)\w* (?:service|svar|tid)
    """),
    negated_question=denying(FINITE, "(?:inte|ej|icke)(?! bara| sant)", "som|att|något|någon|det|om"),
    negations=whole("""
        inte|ej|icke|aldrig|ingen|inget|inga|ingenting|varken|utan|knappast|undvika|saknar|vägra|oenig|oeniga
        missnöjda?|onödigt?|onödiga|ovanligt?|ovanliga|otydligt?|otydliga|oklart?|oklara|orimligt?|orimliga|orättvist?
        orättvisa|ohövligt?|ohövliga|otrevligt?|otrevliga|osäkert?|osäkra|olagligt?|otillgängligt?|obegripligt?
        obegripliga|omöjligt?|omöjliga|oacceptabelt?|olämpligt?|olämpliga|obehagligt?|otillräckligt?
    """),
    absolutes=whole("""
        alltid|aldrig|varenda|samtliga|överhuvudtaget|fullt ut|utan undantag|hela tiden|absolut alla|varje gång
    """),
    harmless_negations=whole("""
        om inte|varför inte|vet inte|vet ej|inte sant|inte minst|inte bara|eller inte|inget av dem|inte relevant
        än inte|inte aktuellt|gärna inte|utan också
    """),
    officialese=STIFF,
    acronyms=words("""
        JA NEJ INTE ALLA OCH ELLER BARA MÅSTE SMS MMS TV PC PDF OK ID EU SVT USA GPS AB FN DVD CD PIN QR PS WC CV HIV
        AIDS ADHD IT AI WWW HTML URL USB SJ SL UK ISBN FAQ BMI KTH LO ICA IKEA CSN BB BVC PCR DNA SCB MVC EES
    """),
    passive=whole("""
        (?:
            ska|skall|måste|kan|bör|får|kommer att|kunde|skulle|borde
        ) (?:inte |också |alltid |bara )?(?!
            finnas|trivas|hoppas|minnas|lyckas|kännas|synas|träffas|mötas|umgås|behövas|andas|låtsas
        )[a-zåäö]{3,}as
        (?:
            behandla|skicka|bedöm|ange|fyll|använd|genomför|registrera|besvara|kontakta|publicera|radera|spara|mät
            utför|lämna|hantera|hämta|bevara|anonymisera|avgör|bestäm|beräkna|ställ|gör|kräv|förvänta|lägg|meddela
            välj|skriv|fatta|handlägg
        )s
        (?:
            behandlades|skickades|bedömdes|användes|genomfördes|registrerades|besvarades|lämnades|hanterades|fattades
            handlades|avgjordes|meddelades
        )
    """),
    long_words=words("""
        personuppgifterna kontaktuppgifterna funktionsnedsättning funktionsnedsättningar funktionsnedsättningen
        hemtjänstpersonal brukarundersökning brukarundersökningen medborgarundersökning medborgarundersökningen
        telefonsamtalet tillgängligheten socialförvaltningen kommunfullmäktige gymnasieutbildning
        universitetsutbildning högskoleutbildning grundskoleutbildning organisationsnummer kollektivtrafiken
        återvinningscentral återvinningscentralen förskoleverksamhet servicemedarbetaren arbetsförmedlingen
        försäkringskassan kommunikationssätt fritidsverksamhet samhällsinformation
    """),
    positive=whole("""
        (?:
            (?:mycket|väldigt|ganska|rätt|lite|något|delvis|helt|i stort sett|synnerligen) ?
        )?(?:
            nöjd|nöjda|bra|god|gott|lätt|enkelt|enkel|positivt?|sannolikt|snabbt?|artig|vänlig|trygg|tryggt|tydligt?
            klart?|nyttigt?
        )
        utmärkt|utmärkta|fantastiskt?|toppen|över förväntan|bättre än väntat|mycket bättre|bättre|strålande|perfekt
        jättebra|instämmer (?:helt|delvis|till stor del)|håller med
    """),
    negative=whole(r"""
        (?:
            (?:mycket|väldigt|ganska|rätt|lite|något|delvis|helt|synnerligen) ?
        )?(?:
            missnöjd|missnöjda|dålig|dåligt|svårt?|krångligt?|negativt?|osannolikt|föga sannolikt|trögt?|långsamt?
            sent?|ohövlig|otrevlig|otryggt?|otydligt?|oklart?|bristfällig\w*|inte nöjd|inte bra|inte god|inte lätt
        )
        usel|uselt|under förväntan|sämre än väntat|sämre|mycket sämre|hemskt?|instämmer inte|tar avstånd
        håller inte med|svagt?
    """),
    neutral=whole(r"""
        varken .+|både .+ och .+|neutral\w*|medel|lagom|okej|ok|som väntat|som förut|lika bra|ungefär som .+
        acceptabelt?|godkänt?|hyfsat|godtagbart?|mittemellan
    """),
    agreement=whole("""
        instämmer(?:
            (?:
                helt|delvis|inte|till viss del|till stor del|inte alls|i hög grad|i låg grad|varken eller
                helt och hållet
            )
        )*
        tar (?:helt )?avstånd|håller (?:helt |delvis |inte |absolut |inte alls )*med
        stämmer (?:helt|bra|delvis|dåligt|inte|inte alls|mycket bra|ganska bra|ganska dåligt|mycket dåligt)
        (?:helt |delvis |varken )?(?:enig|oenig)(?: eller oenig)?|varken instämmer eller .*
    """),
    unknown=whole("""
        vet inte|vet ej|minns inte|inte relevant|inte aktuellt|ej aktuellt|ej relevant|gäller inte|gäller inte mig
        vill inte svara|vill inte uppge|vill ej svara|har (?:ingen|inte) .*|ingen (?:åsikt|uppfattning|erfarenhet)
        kan inte (?:svara|bedöma|säga).*|osäker|svårt att säga|passar inte|ej svar|ingen uppfattning
    """),
    unipolar=whole("""
        inte (?:alls|särskilt)? ?(?:
            viktigt|viktig|nyttigt|enkelt|lätt|klart|tydligt|trygg|tryggt|relevant|intresserad|bra|god
        )?
        i mycket liten (?:grad|utsträckning)|i liten (?:grad|utsträckning)|inte alls.*
    """),
    numbers_explained=whole(r"""
        (?:där )?\d+ (?:är|betyder|står för|=|–|-) ?\w+|\d+ ?=.*|från \d+ \(?\w.*|\d+ \([^)]+\)
    """),
    asks_personal=whole(r"""
        (?:
            ditt|din|ange|uppge|skriv|vad är|fullständigt
        )*(?:
            namn|förnamn|efternamn|e-post|epost|mejl|mail|e-postadress\w*|epostadress\w*|mejladress|mailadress|telefon
            telefonnummer\w*|mobil|mobilnummer\w*|adress|bostadsadress|personnummer\w*|födelsedatum
        )(?:
            \(?(?:och|eller|/|ditt|din|frivilligt|valfritt).*
        )?
        .*\b(?:
            vad heter du
            vad är (?:ditt|din) (?:
                namn|fullständiga namn|e-post\w*|mejl\w*|mail\w*|telefon\w*|mobil\w*|adress|person\w*|födelse\w*
            )
        ).*
        .*\b(?:ange|uppge|skriv|lämna|fyll i) (?:gärna )?(?:in )?(?:ditt |din |här )?(?:
            namn|fullständiga namn|e-post\w*|mejl\w*|mail\w*|telefon\w*|mobil\w*|adress|personnummer|födelsedatum
        ).*
        .*\b(?:
            ditt telefonnummer|ditt mobilnummer|din e-postadress|din mejladress|ditt personnummer|din adress|ditt namn
        )\b.*
        hur kan vi nå dig.*
    """),
    asks_special=whole("""
        vilken (?:religion|tro|etnicitet|etnisk bakgrund|sexuell läggning)|din religion|religion|trossamfund|etnicitet
        etnisk (?:bakgrund|härkomst|tillhörighet)|sexuell (?:läggning|orientering)|vilket parti
        politisk (?:åsikt|uppfattning|tillhörighet|hemvist)|fackförbund|fackligt ansluten|diagnos(?:en|er)?
    """),
    promises_anonymity=whole("anonym|anonymt|anonyma|ingen får veta vem"),
)
