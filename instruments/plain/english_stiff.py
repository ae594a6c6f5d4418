"""Stiff words of English with plain ones, as plain-language guides advise; the choice is ours."""

from instruments.plain.lexicon import replacements

STIFF = replacements("""
    with regards? to|in regard to|regarding|concerning(?= the)|pertaining to|in respect of|with respect to = about
    in relation to|in connection with = about, with
    in accordance with|pursuant to|in compliance with|in conformity with = under, by, as ... says
    prior to|previous to = before
    subsequent to|following(?= receipt) = after
    subsequently = later, then
    in order to = to
    in the event of|in the event that = if
    in the absence of = without
    in lieu of = instead of
    in excess of = more than
    in the vicinity of = near
    in view of the fact that|due to the fact that|owing to the fact that|on the grounds that = because
    for the purposes? of|for the purpose of = for, to
    with a view to = to
    by means of|by virtue of = by
    on behalf of the undersigned|the undersigned = me, us
    at the present time|at this point in time|at this juncture = now
    in the near future = soon
    a large number of|a significant number of|the majority of = many, most
    a number of occasions|numerous occasions = often, several times
    on a regular basis|on a daily basis = regularly, every day
    herewith|hereby|herein|hereinafter|thereof|therein|thereto|heretofore = (leave it out)
    aforementioned|aforesaid|abovementioned|above-mentioned = this, these
    notwithstanding = despite
    henceforth|forthwith = from now on, at once
    whilst|amongst = while, among
    utili[sz]e[sd]?|utili[sz]ing|utili[sz]ation = use
    commence[sd]?|commencing|commencement = start
    terminate[sd]?|termination|cessation = end, stop
    endeavour(?:s|ed)?|endeavor(?:s|ed)? = try
    facilitate[sd]?|facilitating = help, make easier
    ascertain(?:s|ed)? = find out
    acquire[sd]? = get, buy
    obtain(?:s|ed|ing)? = get
    purchase[sd]?(?= a| the| your) = buy
    receipt of(?= your| the| our) = getting
    remit(?:s|ted)?|remittance = send, payment
    reside[sd]?|residing|domiciled = live
    residents of this household|members of your household = the people you live with
    require[sd]? assistance|assistance = help
    request(?:ed)? assistance = ask for help
    render(?:s|ed)? = give, make
    furnish(?:es|ed)? = give
    dispatch(?:ed|es)?|despatch(?:ed|es)? = send
    transmit(?:s|ted)?|forward(?:ed)?(?= to us| your) = send
    submit(?:s|ted)?(?= your| a| an| the)|submission of = send in, hand in
    complete the enclosed|duly completed = fill in
    enclosed please find|please find enclosed|attached please find = I enclose
    kindly (?:answer|complete|fill|indicate|note|provide|return|send|state|tick) = please (and the verb)
    advise us|please be advised|be advised that = tell us, (leave it out)
    notify us|notification of = tell us
    acknowledge receipt = say that we have it
    expedite[sd]? = hurry, speed up
    effectuate[sd]?|implement(?:s|ed|ing|ation)? = carry out, start
    enumerate[sd]? = list
    envisage[sd]? = expect
    elucidate[sd]? = explain
    demonstrate[sd]? = show
    ameliorate[sd]?|enhance[sd]?|enhancement = improve
    optimi[sz]e[sd]? = make better
    prioriti[sz]e[sd]? = put first
    discontinue[sd]? = stop
    inaugurate[sd]? = open, start
    indicate(?= your| whether| which| how) = say, mark
    initiate[sd]? = start
    inform us of = tell us
    necessitate[sd]? = need
    permit(?:s|ted)? you = let you
    possess(?:es|ed)? = have
    procure[sd]? = get, buy
    recipients? of services|service users? = people who use the service, you
    beneficiar(?:y|ies) = people who get it
    rectify|rectified = put right
    remuneration|emoluments? = pay
    reimburse[sd]?|reimbursement = pay back
    retain(?:s|ed)? = keep
    solicit(?:s|ed)? = ask for
    sufficient|a sufficiency of = enough
    supplementary = more, extra
    adequate number of = enough
    applicable(?= to you| fees| rules) = that apply
    consequently|accordingly = so
    furthermore|moreover = also
    nevertheless|nonetheless = but, still
    inter alia = among other things
    per annum|per diem = a year, a day
    vis-à-vis|vis-a-vis = about
    pro rata|mutatis mutandis|ad hoc basis = in proportion, (say it in English)
    modality|modalities = way
    methodology = method
    parameters = limits
    stakeholders? = the people it concerns
    deliverables?|outcomes framework = results
    multi-agency|cross-cutting = (say who works together)
    response time to your enquiry|turnaround time|processing time = how long it took
    case handler|case officer|caseworker = the person who dealt with you
    provision of services?|service provision|service delivery = service
    in a timely manner|in a timely fashion = in time (or say how soon)
    satisfactory manner = well
    whether or not = whether
    conduct(?:ed)? an? (?:survey|investigation|assessment) = ask, look into, assess
    give consideration to|take into consideration = consider
    make an application|made an application = apply
    make payment|effect payment = pay
    reach a decision|reached a decision = decide
    upon(?! a) = on
    shall(?! we) = must, will
    deem(?:s|ed)? = think
    liaise[sd]? = work with
    assist(?:s|ed|ing)? = help
    with reference to|in terms of = about, in
    thereafter|thereby|whereby = then, so
    expenditure = spending
    proximity = nearness, near
    solely = only
    cease[sd]? = stop
    attain(?:s|ed)? = reach
    adhere[sd]? to = follow
    enquiries concerning = questions about
    in a manner that = so that
    endowed with = has
""")
