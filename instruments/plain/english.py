"""The words of questions in English."""

from instruments.plain.english_stiff import STIFF
from instruments.plain.lexicon import Lexicon, any_of, denying, inflected, pairs, whole, words

FINITE = any_of("""
    is are was were am do does did has have had can could will would shall should may might must isn't aren't wasn't
    weren't don't doesn't didn't hasn't haven't hadn't can't couldn't won't wouldn't shouldn't
""")
ADJECTIVES = """
    friendly polite fast quick clear useful good better simple easy safe competent helpful responsive efficient
    effective understandable relevant professional respectful knowledgeable precise correct accurate right complete
    up-to-date tidy clean modern accessible available open fair cheap affordable reliable skilled skilful nice
    pleasant courteous interested engaged attentive empathetic understanding user-friendly interesting informative
    secure attractive comfortable flexible punctual patient caring thorough concrete appropriate adequate sufficient
    reasonable necessary important satisfied bad slow difficult hard unclear rude expensive stressful transparent
    democratic inclusive honest trustworthy motivating inspiring valuable warm stable sustainable welcoming readable
    logical intuitive credible qualified experienced timely prompt convenient consistent kind smart complicated
    confusing supportive well-organised informed happy quickly promptly clearly politely correctly easily fairly
"""

ENGLISH = Lexicon(
    language="en",
    joins=whole("(?P<slash>and ?/ ?or)|and|as well as|&|(?P<either>or)"),
    fixed=pairs("""
        name address, first last, mother father, mum dad, mom dad, children young, children families, children adults,
        boys girls, girls boys, women men, men women, man woman, day night, night day, to from, back forth, in out,
        up down, here there, before after, more more, more less, rules regulations, laws regulations,
        rights responsibilities, rights duties, health care, health safety, health wellbeing, health social,
        planning building, sports leisure, sport leisure, arts culture, arts crafts, parks recreation, parks gardens,
        roads transport, roads pavements, water sewage, water sewerage, water wastewater, education training,
        nature environment, climate environment, advice guidance, advice support, help support, help advice,
        care support, maintenance repair, friend colleague, friends family, family friends, friends colleagues,
        friends relatives, friend relative, family colleagues, questions answers, yes no, food drink, time place,
        date time, day time, read write, pros cons, advantages disadvantages, strengths weaknesses, plus minus,
        good bad, positive negative, agree disagree, satisfied dissatisfied, likely unlikely, easy difficult,
        easy hard, poor good, parents guardians, parents carers, parents children, pupils parents, patients relatives,
        terms conditions, needs wishes, thoughts opinions, suggestions complaints, comments suggestions,
        comments complaints, compliments complaints, praise criticism, saturday sunday, town country, text image,
        one two, one more, two three, two more, once twice, staff managers, now then, right wrong, new improved,
        safe sound, peace quiet, live work, search rescue, law order, lost found, trial error, bed breakfast,
        black white, gas electricity, rent rates, council tax, north south, east west, thank you, safe secure,
        clear simple, first foremost, early late, ups downs, name department, name title, name role, so forth
    """),
    details=words("""
        name address e-mail email telephone phone mobile letter post sms postcode town birth age gender number date
        time place county municipality
    """),
    contact=words("""
        chat text website web internet online person form app facebook video mail call visit office
    """),
    judges=whole(r"""
        how (?:\w+ )?(?:
            satisfied|dissatisfied|happy|good|well|easy|difficult|hard|important|safe|useful|clear|clearly|quickly
            fast|likely|polite|friendly|sure|confident|often|much|relevant|understandable|bad|accessible|available
            effective|efficient|helpful|professional|strongly|responsive|knowledgeable|courteous|concerned|worried
            informed|interested|reliable|fair|reasonable|accurate
        )
        to what (?:extent|degree)|(?:are|were) you (?:\w+ )?(?:satisfied|happy|dissatisfied|confident)
        do you (?:agree|disagree)(?: that)?
        how (?:would|do|did) you (?:rate|describe|assess|evaluate|feel|find|experience|judge|perceive|view)
        how (?:is|was|were|are)|what (?:do|did) you think|do you (?:think|feel|believe|find)
        did you (?:think|feel|find)(?: that)?|quality of|trust in|rate|rank|would you (?:say|describe)
    """),
    adjectives=inflected(ADJECTIVES, "er|est|r|st|ier|iest"),
    degrees=words("""
        very really quite rather so too more most enough always both also as to fully reasonably
    """),
    subordinate=whole(r"""
        when|while|after|before|if|whether|that|who|which|whose|last time|since|because|so that|in order to
        for example|e\.g|for instance|such as|including|based on|by means of|related to|either|than|where|until
    """),
    before_joins=words("""
        try go come went came
    """),
    small=words("""
        by on in to with via through a an the your from of for about at
    """),
    between=whole("between"),
    question_words=whole("what|where|how|why|who|which|when|whether|if"),
    open_words=whole("what|why|how|which"),
    finite=whole(FINITE),
    pronouns=words("""
        you i we he she they it this that these those me us him her them someone anyone nobody others all another none
    """),
    after_joins=whole("""
        so on|so forth|similar|other|others|the like|not|if so|then|therefore|why not|any other|thank|thanks|elsewhere
        so
    """),
    last_words=words("""
        more less
    """),
    leading=whole(r"""
        (?:do|would) you (?:not )?agree (?:with us )?that|do you also (?:think|feel|believe|agree)|everyone knows
        everybody knows|how much [\w ]{3,40} (?:better|improved)
        (?:do|would|did) you not (?:think|feel|say|believe|find)|(?<=[.!]\s)do you (?:not )?agree\s*(?=\?)
        is it true that|do you (?:love|hate|adore)
        (?:
            don't|wouldn't|didn't|isn't|aren't|shouldn't|won't|can't|couldn't|haven't|hasn't|wasn't|weren't|doesn't
        ) (?:you|it|we|they|the|this|that|there)
        as (?:everyone|everybody|you|we all|most people|is well) (?:\w+ )?(?:knows?|known|understands?|agrees?)
        obviously|of course|naturally|surely|undoubtedly|needless to say|most people (?:agree|think|say|believe|feel)
        (?:experts|researchers|scientists|studies|doctors) (?:agree|say|recommend|believe|show)|everyone agrees
        it is well known
        (?:our|the|this|these|your) (?:(?:very|new|really|truly|own|most) )?(?:
            excellent|great|wonderful|fantastic|amazing|superb|outstanding|award-winning|popular|dedicated
            hard-working|hardworking|brilliant|world-class|unique|impressive|lovely|exciting|improved|top-quality
            first-class|high-quality|talented|marvellous
        )
        our (?:(?:very|new|really|truly|own|most) )?(?:
            fast|friendly|helpful|efficient|modern|user-friendly|safe|professional|committed|skilled|good|courteous
        )
        how (?:much|well) (?:do|did) you (?:like|love|enjoy|appreciate|value)
        how much (?:better|faster|easier|safer|happier|more)
        how (?:
            great|excellent|fantastic|amazing|wonderful|brilliant|impressed|delighted|grateful|pleased|awesome
            outstanding|lovely
        )
        what did you (?:like|love|enjoy) (?:best|most|so much|about)
        why (?:is|are|was|were) (?:you )?(?:so )?(?:happy|pleased|satisfied)|(?<=,\s)(?:right|correct)\s*(?=\?)
        (?:isn't|aren't|wasn't|weren't|don't|doesn't|didn't) (?:it|they|you|he|she|we)\s*(?=\?)
    """),
    loaded=whole(r"""
        corrupt|lazy|outrageous|ridiculous|wasteful|hopeless|disgraceful|terrible|horrible|awful|useless|incompetent
        arrogant|greedy|shameful|pointless|irresponsible|unacceptable|unnecessary bureaucracy|bureaucratic|bureaucracy
        red tape|taxpayers' money|waste of|wasting|rigid
        how (?:bad|badly|annoyed|irritated|disappointed|frustrated|angry|awful|terrible|annoying|upset)
        why (?:is|are|was|were) (?:the )?\w+ (?:\w+ )?so|so (?:slow|bad|long|difficult|little|poor)
    """),
    negated_question=denying(FINITE, "not(?! only)", "that|which|who|anything|something|anyone|someone|if|whether"),
    negations=whole(r"""
        not|never|none|nobody|no one|nothing|neither|nor|without|hardly|barely|scarcely|no(?! longer)|\w+n't|cannot
        avoid|lack|fail|fails|failed|disagree|dissatisfied|unnecessary|unusual|uncommon|unclear|unreasonable|unfair
        impolite|unfriendly|unsure|uncertain|illegal|unlawful|inaccessible|unavailable|incomprehensible|impossible
        unacceptable|unlikely|unhappy|unhelpful|unpleasant|prohibit|prohibited|refuse|prevent|oppose|against
    """),
    absolutes=whole("""
        always|never|every single|each and every|at all times|all the time|without exception|absolutely all|entirely
        every time
    """),
    harmless_negations=whole("""
        if not|why not|don't know|do not know|not sure|or not|not applicable|not relevant|not only|not least
        none of these|no opinion|yes or no|agree or disagree|satisfied or dissatisfied|likely or unlikely
    """),
    officialese=STIFF,
    acronyms=words("""
        YES NO NOT ALL ONE AND OR ANY ONLY MUST EACH NEVER NHS UK US USA EU UN TV PC PDF OK ID FAQ SMS GPS PIN QR CV
        IT AI AM PM BBC COVID HIV AIDS ADHD GP WWW HTML URL USB DVD CD ISBN VAT ATM DIY CEO DNA MP UTC PS TBC ASAP
        NATO VIP DJ LGBT ABC
    """),
    passive=whole(r"""
        (?:is|are|was|were|be|been|being) (?:not |also |always |then |only )?(?!
            interested|satisfied|dissatisfied|concerned|related|based|located|allowed|married|retired|employed|tired
            worried|disabled|pleased|supposed
        )(?:
            \w{3,}ed|given|sent|made|taken|dealt|written|told|held|kept|shown|chosen|met|paid|sought|undertaken|borne
            brought|built
        )
    """),
    long_words=words("""
        responsibilities telecommunications straightforwardly characteristics
    """),
    positive=whole("""
        (?:
            (?:
                very|really|quite|rather|fairly|somewhat|a little|slightly|mostly|completely|extremely|totally
                strongly|reasonably|pretty
            )
        )?(?:
            satisfied|happy|good|agree|easy|positive|likely|fast|quick|polite|friendly|safe|clear|useful|helpful
        )
        excellent|outstanding|superb|great|fantastic|above expectations|better than expected
        exceeded(?: my)? expectations|much better|better|perfect|brilliant
    """),
    negative=whole("""
        (?:
            (?:
                very|really|quite|rather|fairly|somewhat|a little|slightly|mostly|completely|extremely|totally
                strongly|pretty
            )
        )?(?:
            dissatisfied|unsatisfied|unhappy|bad|poor|disagree|difficult|hard|negative|unlikely|slow|rude|impolite
            unfriendly|unsafe|unclear|useless|unhelpful|inadequate
        )
        not (?:very )?(?:satisfied|happy|good|easy|likely)|terrible|awful|below expectations|worse than expected|worse
        much worse|did not meet(?: my)? expectations|horrible
    """),
    neutral=whole(r"""
        neither .+|neutral\w*|average|fair|ok|okay|as expected|met(?: my)? expectations|about the same|same|acceptable
        so-so|adequate|both .+ and .+|satisfactory|mixed|undecided
    """),
    agreement=whole("""
        (?:
            (?:
                strongly|completely|fully|totally|somewhat|slightly|partly|mostly|tend to|neither|definitely|mildly
                moderately
            )
        )*(?:agree|disagree)(?: (?:nor|or) disagree)?(?: (?:strongly|somewhat|slightly|completely))?
    """),
    unknown=whole("""
        don't know|do not know|don't remember|do not remember|not sure|unsure|not applicable|n/a|na|not relevant
        does not apply.*|doesn't apply.*|prefer not to (?:say|answer).*|no (?:opinion|experience|answer).*
        can't (?:say|judge|answer|remember).*|cannot (?:say|judge|answer).*|have not used.*|haven't used.*|hard to say
        no basis.*|rather not say|did not use.*|unknown
    """),
    unipolar=whole("""
        not (?:at all|very|particularly)? ?(?:
            important|useful|clear|safe|relevant|interested|helpful|concerned|confident|familiar
        )?
        to a (?:very )?small (?:extent|degree)|not at all.*
    """),
    numbers_explained=whole(r"""
        (?:where )?\d+ (?:is|means|stands for|=|–|-) ?\w+|\d+ ?=.*|from \d+ \(?\w.*|\d+ \([^)]+\)
        scale (?:of|from) \d.*
    """),
    asks_personal=whole(r"""
        (?:
            please|enter|give|provide|state|write|your|full|what is|what's
        )*(?:
            name|first name|last name|surname|full name|e-?mail|e-?mail address|phone|telephone|phone number
            telephone number|mobile|mobile number|address|home address|postal address|date of birth
            national insurance number|social security number|id number
        )(?: \(?(?:and|or|/|optional|please).*)?
        .*\bwhat(?:'s| is| are) your (?:full |first |last )?(?:
            name|e-?mail|phone|telephone|mobile|address|home address|date of birth|social security|national insurance
            contact details
        ).*
        .*\b(?:
            enter|give|provide|leave|write|state|tell us|share
        ) (?:us )?your (?:full |first |last )?(?:
            name|e-?mail|phone|telephone|mobile|address|home address|date of birth|contact details
        ).*
        .*\bhow can we (?:reach|contact) you.*
    """),
    asks_special=whole("""
        your (?:religion|faith|ethnicity|ethnic background|race|sexual orientation|sexuality)|what religion
        which religion|religion|religious belief|ethnicity|ethnic (?:group|background|origin)|sexual orientation
        which (?:political )?party|political (?:views|opinions|affiliation)|trade union|union member|medical condition
        diagnosis|disability
    """),
    promises_anonymity=whole("anonymous|anonymously|nobody will know who"),
)
