"""Stiff words of nynorsk, many of them borrowed from official bokmål, with plain ones; the choice is ours."""

from instruments.plain.lexicon import replacements

STIFF = replacements("""
    (?<=\\w\\s)(?-i:De|Dykk|Dykkar) = du, deg, din
    vedrørande|vedkomande(?= \\w+en)|angåande = om
    i henhold til|i medhald av|ihht = etter
    i forbindelse med = ved, om, når
    under dette|herunder = mellom anna, også
    hermed|herved = (stryk det)
    så framt|såframt|for så vidt = viss
    såleis|følgjeleg = slik, derfor
    samtlege = alle
    samt = og
    likeeins|likeleis = også
    føreliggjande|inneverande|denne(?= sak) = denne, dette
    gjeldande(?= sak) = den det gjeld
    underteikna = eg
    ovannemnde|nemnde(?= \\w+)|førnemnde = denne, dette
    nedanfor nemnde|nedanståande|ovanståande = denne, dette
    besvarelse[nr]? = svar
    føreta[rs]?|føretek|føreteke|foreta[rs]? = gjere
    anvende[rst]?|anvendte|anvending = bruke
    benytte[rs]?|nytte seg av|gjere bruk av = bruke
    erverve[rs]? = få, kjøpe
    motta[rs]?|mottek|motteke|mottok = få, fekk
    tilsende|tilsend|oversende|oversend = sende
    innsende|innsend|innsending = sende inn
    iverksetje|iverksette[rs]?|iverksette?|effektuere = setje i gang
    påbyrje|påbegynne[rs]? = byrje
    opphøyre[rs]?|opphøyr = slutte
    påføre[rs]?|påført = skrive
    anføre[rs]?|anført = skrive, nemne
    angi[rs]?|angje = oppgi, skrive
    framkomme[rs]?|framkjem|framgår = stå
    med omsyn til|m\\.o\\.t = om, når det gjeld
    med tilvising til|under tilvising til|med referanse til = viser til
    på bakgrunn av|som følgje av|grunna = fordi, på grunn av
    i den grad = viss, så langt
    i påvente av = medan du ventar på
    ytterlegare = meir, fleire
    vederlag|vederlagsfritt = betaling, gratis
    erlegge[rs]?|erleggje = betale
    medføre[rs]?|medførte = føre til, gi
    vanskeleggjere = gjere vanskelegare
    tilgodesjå|begunstige = ta omsyn til
    avhende[rs]?|avhending = selje, kvitte seg med
    bistand = hjelp
    bistå[rs]? = hjelpe
    inneha[rs]? = ha
    innlevere[rs]?|inngi[rs]? = levere, sende
    utarbeide[rs]? = lage
    underrette[rs]?|underretning = gi beskjed, beskjed
    gi til kjenne|gje til kjenne|tilkjennegi = seie
    ver vennleg og|venlegst|vennlegst = (stryk det)
    påkravd|påkrevje = nødvendig
    rekvirere[rs]? = bestille
    rette ein førespurnad|retta ein førespurnad = spørje, ta kontakt
    saksbehandlingstida?|sakshandsamingstida?|handsamingstida?|behandlingstida? = ventetid, kor lang tid det tok
    klageåtgang(?:en)? = høve til å klage
    vedtaksbrev(?:et)? = svaret på søknaden
    tenesteyting(?:a)?|tenesteytar(?:en|ar|ane)? = teneste, den som hjelper
    tenestemottakar(?:en|ar|ane)? = den som får hjelp
    heimehøyrande|buande i = som bur i
    husstandsmedlem(?:mer|mar)? = dei du bur saman med
    responstida? = ventetid
    tilgjengeleggjere|tilgjengeleggjort = gi tilgang til, leggje ut
    optimalisere[rst]? = gjere betre
    implementere[rst]?|implementering(?:a)? = ta i bruk, innføre
    ferdigstille[rs]?|ferdigstilt = gjere ferdig
    til orientering = (stryk det)
    etterkomme[rs]?|imøtekomme[rs]? = oppfylle, gjere som
    beror på|bero på = kjem an på
    etter nærare avtale = når vi har avtalt det
    tiltre[rs]?|tiltreding = byrje
    etablere[rs]? kontakt = ta kontakt
    kor vidt|korvidt|hvorvidt = om
    kva gjeld|når det kjem til = når det gjeld
    jamfør|jf = sjå
    respektive = kvar sin, (stryk det)
    særskild|særskilt = eigen, spesiell
    omhandle[rs]? = handle om
    vektleggje|vektlegge[rs]? = leggje vekt på
    besitte[rs]? = ha
    gjenpart(?:en)? = kopi
    forestå[rs]?|førestå[rs]? = stå for
    framvise[rs]?|forevise[rs]? = vise
    ivareta[rs]?|ivaretek|ivareteke = ta vare på
    i kva utstrekning = kor mykje, i kva grad
    ligg føre|føreligge[rs]? = finst, er
    innforstått med = einig i, klar over
    anmode[rs]?|anmoding(?:a)? = be om
    førespurnad om = spørsmål om
    føremålstenleg|føremålstenlege = passande, nyttig
    tilstrekkeleg|tilstrekkelege = nok
    kunngjere = fortelje om
    etterleve[rs]? = følgje
    kvarleis = korleis
""")
