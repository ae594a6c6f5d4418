"""The words of a plan: why something could not be had and what to do, and what may give the test away."""

from survey.texts import N_

# (what it is, what to do about it)
LACKS = {
    "address": (N_("no address for the channel"), N_("Write it on the unit's page or import it, then plan anew.")),
    "scenario": (N_("too few scenarios in the bank"), N_("Add scenarios for the sector and channel to your own bank.")),
    "wording": (N_("every wording was used there before"), N_("Add wordings or scenarios to your own bank.")),
    "persona": (N_("nobody left who could believably ask"), N_("Add personas to your own bank.")),
    "hours": (N_("never open in the protocol's hours"), N_("Check the opening hours on the unit's page.")),
    "window": (N_("too few working days between the inquiries"), N_("Lengthen the window.")),
    "tester": (
        N_("every tester is full, or lives or works there"),
        N_("Add testers, allow more tasks a day, or lengthen the window."),
    ),
    "too_small": (N_("fewer inhabitants than the protocol asks for"), N_("Nothing: the protocol leaves them out.")),
    "not_valid": (
        N_("closed, not yet there, or in a country without a calendar"),
        N_("Choose a window in which they exist, or leave them out."),
    ),
}
RISKS = {
    "small_unit": (
        N_("Units under 2,000 inhabitants"),
        N_("So few people answer there that they may suspect a test."),
    ),
    "same_wording": (
        N_("Units that get the same words as a neighbour in their county, in the same week"),
        N_("Colleagues who compare their mail may notice. A longer window or more wordings helps."),
    ),
    "same_persona": (
        N_("Units that meet the same persona as a neighbour in their county, in the same week"),
        N_("Colleagues who compare names may notice. A longer window or more personas helps."),
    ),
    "school_holiday": (
        N_("Mails and calls in the school holidays"),
        N_("Offices are thinly staffed, and questions about school stand out."),
    ),
    "staff_minutes": (
        N_("Units that spend more of their staff's time than the protocol's ceiling"),
        N_("Use a protocol with fewer inquiries, or leave these units out."),
    ),
    "no_home": (
        N_("Testers for whom it is not on record where they live and work"),
        N_("They may be sent to their own municipality. An administrator records it under People; then plan anew."),
    ),
}
HOLIDAYS = {"winter": N_("winter holiday"), "summer": N_("summer holiday"), "autumn": N_("autumn holiday")}
