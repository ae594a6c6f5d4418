"""The words of questions in nynorsk."""

from instruments.plain.lexicon import Lexicon, any_of, denying, inflected, pairs, whole, words
from instruments.plain.nynorsk_stiff import STIFF

FINITE = any_of("""
    er var blei vart blir har hadde fekk får kan kunne vil ville skal skulle må måtte bør burde synest syntest meiner
    meinte trur trudde opplever opplevde opplevar kjenner kjende føler følte fann finn forstod forstår veit visste
    bruker brukar brukte gjorde gjer gav gir kom kjem ringde ringte ringer sende sender svara svarar svarte snakka
    snakkar las les tok tek tar bur budde jobbar likte liker likar ønskjer ønskte treng trong ventar venta hjelpte
    hjelper stemmer stemte fungerer fungerte heldt held ser såg høyrde høyrer går gjekk la legg møtte møter
    presenterte viste viser søkte søkjer klarte lytta lyttar informerte informerer tilbaud tilbyr stilte stiller
    hugsar saknar sakna deltek deltok eig føretrekkjer vurderer vurderte besøkte besøkjer leverte leverer løyste
    løyser følgjer følgde rakk passar passa kontakta
""")
ADJECTIVES = """
    vennleg venleg høfleg rask tydeleg klar nyttig god betre enkel enkl lett trygg kompetent imøtekomande effektiv
    forståeleg relevant hjelpsam profesjonell respektfull kunnskapsrik presis korrekt riktig rett fullstendig oppdater
    ryddig rein pen moderne tilgjengeleg open opn rettferdig rimeleg billeg påliteleg dyktig hyggeleg triveleg
    serviceinnstilt interessert engasjer lydhøyr empatisk forståingsfull oversiktleg oversynleg brukarvennleg
    interessant lærerik informativ sikker attraktiv komfortabel fleksibel punktleg tolmodig omsorgsfull sakleg grundig
    nøyaktig konkret utfyllande passande tilstrekkeleg nødvendig viktig fornøgd fornøyd nøgd tilfreds dårleg treig
    langsam vanskeleg uklar uhøfleg dyr stressande løysingsorienter demokratisk inkluderande ærleg tillitsfull motiver
    inspirerande verdifull målretta varm stabil haldbar innbydande vedlikehalden lesbar logisk intuitiv truverdig
    kvalifiser erfar
"""

NYNORSK = Lexicon(
    language="nn",
    joins=whole("(?P<slash>og ?/ ?eller)|og|samt|så vel som|(?P<either>eller)"),
    fixed=pairs("""
        namn adresse, ris ros, mor far, barn unge, barn ungdom, barn familie, barn vaksne, dag natt, til frå,
        fram tilbake, inn ut, opp ned, av til, til med, frå med, no då, her der, før etter, meir mindre, meir meir,
        først fremst, gutar jenter, jenter gutar, kvinner menn, kvinne mann, unge eldre, små store, stort smått,
        ung gammal, lover reglar, lover regler, rettar plikter, rettar pliktene, helse omsorg, helse velferd,
        helse meistring, plan bygg, kultur idrett, kultur fritid, veg trafikk, veg park, vatn avløp,
        oppvekst utdanning, skule barnehage, oppvekst opplæring, natur miljø, klima miljø, klima energi,
        råd rettleiing, råd tips, hjelp støtte, hjelp rettleiing, drift vedlikehald, bruk vedlikehald, ven kollega,
        vener kollegaer, venn kollega, vener familie, venner familie, vener kjende, familie kjende, spørsmål svar,
        ja nei, mat drikke, ute inne, liv helse, tid stad, dato klokkeslett, dag tid, dag tidspunkt, lese skrive,
        klart tydeleg, klar tydeleg, tydeleg klart, klare tydelege, fordelar ulemper, styrkar veikskapar, pluss minus,
        gode dårlege, god dårleg, godt dårleg, bra dårleg, positive negative, positivt negativt, sterke svake,
        lett vanskeleg, einig ueinig, samd usamd, nøgd misnøgd, fornøgd misfornøgd, fornøyd misfornøyd,
        sannsynleg usannsynleg, stat kommune, foreldre føresette, foreldre barn, elevar foreldre, pårørande brukarar,
        kropp sjel, hus heim, krav forventningar, trygg god, ein to, éin fleire, ein fleire, to tre, to fleire,
        éi fleire, ei fleire, namn avdeling, namn eining, namn tittel, namn stilling, ord uttrykk, ord omgrep,
        forslag innspel, tankar meiningar, ønske behov, laurdag søndag, land by, tekst bilete, kollegaer leiarar,
        her no, rett gale, ny betre, nye betre, nytt betre, bu leve, takk farvel, helsing namn
    """),
    details=words("""
        namn førenamn fornamn etternamn adresse e-post epost e-postadresse telefon telefonnummer mobil mobilnummer
        post postnummer poststad fødselsdato fødselsnummer alder kjønn kommune fylke dato klokkeslett stad brev sms
    """),
    contact=words("""
        chat nett nettside nettsida nettstaden internett oppmøte skjema digitalt personleg skriftleg munnleg app
        facebook appen telefonen e-posten videomøte kontoret
    """),
    judges=whole(r"""
        (?:kor|hvor) (?:\w+ )?(?:
            nøgd|misnøgd|fornøgd|fornøyd|misfornøgd|tilfreds|einig|ueinig|samd|usamd|godt|god|bra|gode|lett|enkelt
            vanskeleg|viktig|trygg|trygt|nyttig|tydeleg|klart|raskt|rask|sannsynleg|høfleg|vennleg|venleg|sikker|stor
            høg|mykje|ofte|relevant|forståeleg|dårleg|tilgjengeleg|effektiv\w*
        )
        i kva grad|i kor stor grad
        (?:er|var) du (?:\w+ )?(?:nøgd|misnøgd|fornøgd|fornøyd|misfornøgd|tilfreds|einig|ueinig|samd|trygg)
        korleis (?:vurder\w+|opplev\w+|synest|syntest|oppfatt\w+|likte|var|er|fungerte|fungerer)
        kva (?:synest|syntest|meiner|meinte) du(?: om)?|(?:synest|syntest|meiner|trur) du(?: om)?|kvaliteten på
        tillit til|vurder|gi karakter|ranger
    """),
    adjectives=inflected(ADJECTIVES, "t|e|te|et|are|ast|aste|tt|de|a|ande|ert|erte|ne"),
    degrees=words("""
        svært veldig nokså ganske så for godt meir mest tilstrekkeleg alltid både også òg like heilt å mykje
    """),
    subordinate=whole(r"""
        når|då|da|medan|mens|etter at|før|viss|dersom|om|som|sist|førre gong|den gongen|sidan|fordi|for å|slik at
        til dømes|t\.d|f\.eks|slik som|mellom anna|inkludert|basert på|ved hjelp av|knytt til|anten|enn
    """),
    before_joins=words("""
        med prøve prøv
    """),
    small=words("""
        ved på i til med via per gjennom ein eit ei den det dei din ditt dine di frå av for om hos å
    """),
    between=whole("mellom"),
    question_words=whole("kva|kor|kvar|korleis|kvifor|kven|kva for|når|om"),
    open_words=whole("kva|kvifor|korleis"),
    finite=whole(FINITE),
    pronouns=words("""
        du eg vi me han ho dei de dykk den det deg meg oss man ein nokon noko andre anna alt alle dette desse ingen
    """),
    after_joins=whole("""
        så vidare|så|liknande|lignande|andre|annan|ikkje|eventuelt|til|med|dermed|derfor|difor|kvifor ikkje|ev|evt
        takk|elles|resten|deretter
    """),
    last_words=words("""
        anna fleire meir mindre
    """),
    leading=whole(r"""
        (?:er|var) du (?:ikkje )?(?:einig|samd) (?:med oss )?i at|(?:synest|meiner|trur) du (?:også|òg)|alle veit
        kor mykje [\w ]{3,40} (?:betre|forbetra)|(?<=[.!]\s)er du (?:ikkje )?(?:einig|samd)\s*(?=\?)|er det sant at
        (?:elskar|hatar) du|(?:synest|syntest|meiner|trur|ser|føler) du ikkje|(?:synest|meiner|trur) ikkje du
        vil du ikkje seie|vil ikkje du
        (?:bør|burde|skulle|må|kan) (?:ikkje|vel) (?:kommunen|vi|me|du|det|staten|politikarane|alle)|ikkje sant
        er (?:det|dette) ikkje (?:\w+ )?(?:
            på tide|bra|fint|rett|riktig|slik|sånn|viktig|rimeleg|naturleg|rart|flott|greitt|rettferdig
        )
        vel\s*(?=\?)|som (?:alle|du|kjent|dei fleste)(?: \w+)? (?:veit|kjenner til|forstår|skjønar|meiner)|som kjent
        sjølvsagt|sjølvsagd|opplagt|naturlegvis|dei fleste (?:er einige|meiner|synest|vil seie)
        (?:ekspertar|forskarar|fagfolk) (?:seier|meiner|tilrår|er einige)|alle er einige
        (?:vår|vårt|våre|den|det|dei) (?:(?:nye|svært|veldig|eigne|så|aller) )?(?:
            gode|flotte|fantastiske|dyktige|framifrå|hyggelege|kjempefine|fine|populære|prislønte|prisvinnande|flinke
            unike|suverene|imponerande|profesjonelle|forbetra|strålande
        )
        (?:vår|vårt|våre) (?:(?:nye|svært|veldig|eigne|så|aller) )?(?:
            høge|raske|effektive|moderne|brukarvennlege|trygge|trivelege|serviceinnstilte|vennlege|engasjerte
        )
        kor (?:mykje|godt) (?:liker|likar|likte|set|sette|verdset|verdsette|naut) du
        kor mykje (?:betre|raskare|enklare|flinkare|tryggare)
        kor (?:fantastisk|flott|framifrå|strålande|fin|fint|flink|flinke|dyktig|imponert|glad|begeistra|takksam)\w*
        kva (?:likte|liker|likar) du (?:best|så godt|mest|spesielt godt)
        kvifor (?:er|var) du (?:så )?(?:nøgd|fornøgd|glad)|du (?:er|var|vil) (?:vel|sikkert|nok)
    """),
    loaded=whole(r"""
        (?:
            håplaus|elendig|skandaløs|latterleg|forferdeleg|frykteleg|meiningslaus|uansvarleg|kritikkverdig|uhaldbar
            grådig|arrogant|inkompetent|ubrukeleg|slapp|lat|korrupt|skammeleg|uverdig|tungrodd|rigid|firkanta
        )(?:t|e)?
        byråkratisk\w*|byråkratiet|sløs\w*|skattebetalarane sine pengar
        kor (?:dårleg|ille|irritert|skuffa|frustrert|forbanna|forferdeleg)|kvifor (?:er|var) \w+ (?:\w+ )?så
        så (?:treig|dårleg|lang|vanskeleg|lite)\w* (?:service|svar|tid)
    """),
    negated_question=denying(FINITE, "ikkje(?! berre| sant)", "som|at|noko|nokon|det|viss|om"),
    negations=whole("""
        ikkje|aldri|ingen|ingenting|inkje|korkje|verken|utan|neppe|knapt|unngå|manglar|nekte|ueinige?|usamd|usamde
        utilfredse?|misnøgde?|misfornøgde?|misfornøyde?|unødvendige?|unødige?|uvanlege?|utydelege?|uklart?|uklare
        urimelege?|urettferdige?|uhøflege?|uvenlege?|uvennlege?|usikkert?|usikre|ulovlege?|utilgjengelege?
        uforståelege?|umogelege?|umoglege?|uheldige?|ubehagelege?
    """),
    absolutes=whole("""
        kvar gong|alltid|aldri|kvar einaste|samtlege|heilt og fullt|utan unntak|til ei kvar tid|heile tida
        absolutt alle
    """),
    harmless_negations=whole("""
        viss ikkje|om ikkje|kvifor ikkje|veit ikkje|ikkje sant|ikkje minst|ikkje berre|eller ikkje|ingen av delane
        ikkje relevant|enn ikkje
    """),
    officialese=STIFF,
    acronyms=words("""
        JA NEI IKKJE ALLE OG ELLER BERRE MÅ NAV SMS MMS TV PC PDF OK ID EU EØS NRK USA GPS AS FN DVD CD PIN QR SFO NB
        PS WC CV HIV AIDS ADHD IT AI KI WWW HTML URL OSS IKT AV UK RSS USB UTC ISBN FAQ BMI CT KID IBAN PCR DNA NTNU
        NHO LO HMS
    """),
    passive=whole("""
        (?:
            skal|må|kan|bør|vil|kunne|skulle|måtte|burde|ville
        ) (?:ikkje |også |òg |alltid |berre )?(?!
            finnast|synast|trivast|møtast|lykkast|minnast|sjåast|kjennast|slåast|vitjast
        )[a-zæøå]{3,}ast
        (?:
            handsama|send|vurder|oppgi|fyll|gi|nytt|gjennomfør|registrer|kontakt|publiser|slett|lagr|bruk|mål|utfør
            lever|hent|oppbevar|avgjer|bestem
        )(?:ast|est)
    """),
    long_words=words("""
        personopplysningar personopplysningane kontaktinformasjon kontaktopplysningar funksjonsnedsetjing
        funksjonsnedsettingar heimesjukepleia kommunikasjonsform vidaregåande barnehageplassen kulturskuleplass
        brukarundersøking brukarundersøkinga innbyggjarundersøking innbyggjarundersøkinga spørjeundersøking
        spørjeundersøkinga tilbakemeldingane telefonsamtalen innbyggjarservice innbyggjartorget funksjonshemming
        arbeidssituasjon informasjonskapslar universitetsutdanning høgskuleutdanning grunnskuleutdanning
        kommunestyrevalet fødselsnummeret organisasjonsnummer kollektivtransport sakshandsamaren saksbehandlaren
        ungdomsskulen helsesjukepleiar
    """),
    positive=whole("""
        (?:
            (?:svært|veldig|ganske|nokså|litt|noko|delvis|heilt|stort sett|særs) ?
        )?(?:
            nøgd|fornøgd|fornøyd|tilfreds|bra|god|godt|gode|einig|samd|lett|enkelt|enkel|positivt?|sannsynleg|raskt?
            høfleg|vennleg|venleg|trygg|trygt|tydeleg|klart?|nyttig
        )
        framifrå|utmerka|utmerkt|ypparleg|topp|over forventning|over forventing|betre enn venta|mykje betre|betre
        strålande|perfekt|kjempebra
    """),
    negative=whole(r"""
        (?:
            (?:svært|veldig|ganske|nokså|litt|noko|delvis|heilt|særs) ?
        )?(?:
            misnøgd|misfornøgd|misfornøyd|utilfreds|dårleg|ueinig|usamd|vanskeleg|tungvint|negativt?|usannsynleg
            lite sannsynleg|treigt?|sein|seint|langsamt?|uhøfleg|uvenleg|utrygt?|utydeleg|uklart?|mangelfull\w*
            lite nøgd|ikkje nøgd|ikkje fornøgd|ikkje bra|ikkje god|ikkje godt|ikkje einig|ikkje lett
        )
        elendig|under forventning|dårlegare enn venta|dårlegare|mykje dårlegare|forferdeleg|håplaust?|svakt?
    """),
    neutral=whole(r"""
        verken .+|korkje .+|både .+ og .+|nøytral\w*|middels|midt på treet|passe|greitt nok|ok|som venta|som før
        like bra|omtrent som .+|akseptabelt?|grei|greitt|brukbart?|brukande|tilfredsstillande
    """),
    agreement=whole("""
        (?:
            (?:svært|heilt|delvis|litt|ganske|nokså|noko|verken|korkje)
        )?(?:einig|ueinig|samd|usamd)(?: eller (?:ueinig|usamd))?
        stemmer (?:heilt|godt|delvis|dårleg|ikkje)
    """),
    unknown=whole("""
        veit ikkje|hugsar ikkje|ikkje relevant|ikkje aktuelt|ikkje aktuell|gjeld ikkje|gjeld ikkje meg
        ønskjer ikkje å svare|vil ikkje svare|vil ikkje oppgi|har ikkje (?:erfaring|brukt|meining|grunnlag).*
        inga (?:meining|oppfatning|erfaring)|kan ikkje (?:svare|vurdere|seie).*|usikker|vanskeleg å seie|har ingen .*
        har inga .*|passar ikkje|uaktuelt|ikkje vurdert
    """),
    unipolar=whole("""
        ikkje (?:i det heile|noko særleg)? ?(?:
            viktig|nyttig|enkelt|lett|klart|tydeleg|trygg|trygt|relevant|interessert|god|godt
        )?
        slett ikkje.*|i svært liten grad|i liten grad|ikkje i det heile.*
    """),
    numbers_explained=whole(r"""
        (?:der )?\d+ (?:er|tyder|betyr|står for|=|–|-) ?\w+|\d+ ?=.*|frå \d+ \(?\w.*|\d+ \([^)]+\)
    """),
    asks_personal=whole(r"""
        (?:ditt|din|oppgi|oppgje|skriv|kva er|fullt)*(?:
            namn|namnet ditt|førenamn|fornamn|etternamn|e-post|epost|e-postadresse\w*|epostadresse\w*|telefon
            telefonnummer\w*|mobil|mobilnummer\w*|adresse|bustadadresse|fødselsnummer\w*|personnummer\w*
            fødselsdato\w*
        )(?: \(?(?:og|eller|/|ditt|din|valfritt).*)?
        .*\b(?:
            kva heiter du
            kva er (?:
                namnet|e-postadressa|e-posten|telefonnummeret|mobilnummeret|adressa|fødselsdatoen
            ) (?:ditt|din|di)
        ).*
        .*\b(?:
            oppgi|oppgje|skriv|legg att|legg igjen|fyll inn|før opp
        ) (?:gjerne )?(?:inn )?(?:ditt |din |her )?(?:
            namn|fullt namn|e-post\w*|telefon\w*|mobil\w*|adresse|adressa|fødsels\w*|personnummer
        ).*
        .*\b(?:e-postadressa|telefonnummeret|mobilnummeret|namnet|fødselsnummeret|adressa) (?:ditt|din|di)\b.*
        kvar kan vi nå deg.*
    """),
    asks_special=whole("""
        kva (?:religion|tru|etnisitet|etnisk bakgrunn|seksuell legning)|religion(?:en din)?|livssyn|trussamfunn
        etnisitet|etnisk (?:bakgrunn|opphav|opphavet|tilhøyrsle)|seksuell (?:legning|orientering)|kva parti
        kva for parti|politisk (?:ståstad|oppfatning|tilhøyrsle)|fagforeining|fagorganisert|diagnose(?:n din|r)?
    """),
    promises_anonymity=whole("anonym|anonymt|anonyme|ingen får vite kven"),
)
