# The law's own sentences: names of rules and stages, what removes a duty, why something does not arise, what would decide.
# Keys come from policies/ and src/policy/reasons.rs; tests compare the English texts and ask for every key in every language.
law-regime-name-gdpr = GDPR
law-regime-name-eprivacy-611 = Regulation 611/2013
law-regime-name-uk-gdpr = UK GDPR
law-regime-name-uk-pecr = PECR (United Kingdom)
law-regime-name-ch-fadp = FADP (Switzerland)
law-regime-name-no-ekom = Act on Electronic Communications (Norway)
law-regime-name-mk-lpdp = Law on Personal Data Protection (North Macedonia)
law-regime-name-ug-dppa = Data Protection and Privacy Act (Uganda)
law-regime-name-za-popia = POPIA (South Africa)
law-regime-name-gdpr-omnibus = GDPR, proposal COM(2025) 837
law-regime-name-dora = DORA, Regulation (EU) 2022/2554 Art. 19 with RTS (EU) 2025/301
law-regime-name-cra = Cyber Resilience Act, Regulation (EU) 2024/2847 Art. 14
law-regime-name-eidas = eIDAS, Regulation (EU) 910/2014 Arts. 19a and 24
law-regime-name-eudpr = Regulation (EU) 2018/1725 Arts. 34 and 35 (institutions of the Union)
law-regime-name-led = Directive (EU) 2016/680 Arts. 30 and 31 in national law (law enforcement)
law-regime-name-ch-isa = Switzerland: Information Security Act Art. 74a ff. (24 h to the Federal Office for Cybersecurity)
law-regime-name-ch-outage = Switzerland: reports of outages of communications services (BAKOM)
law-regime-name-mk-telecom = North Macedonia: duties towards the electronic-communications agency
law-regime-name-ug-telecom = Uganda: duties towards the Communications Commission
law-regime-name-za-telecom = South Africa: duties towards ICASA
law-rule-gdpr-33 = Notification to the supervisory authority
law-stage-gdpr-33-sa_notification = Notification
law-remove-gdpr-33-1 = a recorded decision that the breach is unlikely to result in a risk to rights and freedoms (Art. 33(1)), which the controller must be able to show (recital 85)
law-remove-gdpr-33-2 = establishing that no data outside the communications service were hit
law-outside-gdpr-33 = { $controller }: these data are held for the communications service: Regulation 611/2013 is the specific duty (Art. 95 GDPR)
law-rule-gdpr-33-2 = Processor tells the controller
law-stage-gdpr-33-2-processor_notice = Notice to the controller
law-remove-gdpr-33-2-1 = establishing that no personal data were hit
law-rule-gdpr-34 = Communication to the data subjects
law-stage-gdpr-34-communication = Communication
law-remove-gdpr-34-1 = a recorded decision that a high risk is not likely (Art. 34(1))
law-remove-gdpr-34-2 = a recorded exemption: unintelligible data, later measures, or disproportionate effort with a public communication instead (Art. 34(3)(a), (b), (c))
law-remove-gdpr-34-3 = establishing that no data outside the communications service were hit
law-outside-gdpr-34 = { $controller }: these data are held for the communications service: Art. 3 of Regulation 611/2013 is the specific duty (Art. 95 GDPR)
law-rule-eprivacy-611 = Notification of a breach of communications-service data to the competent national authority
law-stage-eprivacy-611-initial = First notification
law-stage-eprivacy-611-second = Second notification
law-remove-eprivacy-611-1 = establishing that no data of the communications service were hit; no level of risk removes it
law-outside-eprivacy-611 = { $controller }: these data are not held in connection with the communications service (Art. 1): GDPR Art. 33 is the duty
law-rule-eprivacy-611-3 = Notification to subscribers and individuals
law-stage-eprivacy-611-3-subscriber_notice = Message to people
law-remove-eprivacy-611-3-1 = a recorded decision that the breach is not likely to adversely affect the personal data or privacy of anybody (Art. 3(1), (2))
law-remove-eprivacy-611-3-2 = the authority being satisfied that the data were unintelligible (Art. 4); asking is not enough
law-remove-eprivacy-611-3-3 = establishing that no data of the communications service were hit
law-outside-eprivacy-611-3 = { $controller }: these data are not held in connection with the communications service (Art. 1): GDPR Art. 34 is the duty
law-rule-uk-gdpr-33 = Notification to the Information Commissioner
law-stage-uk-gdpr-33-ico_notification = Notification
law-remove-uk-gdpr-33-1 = a recorded decision that the breach is unlikely to result in a risk to rights and freedoms (Art. 33(1))
law-remove-uk-gdpr-33-2 = establishing that no data outside the communications service were hit
law-outside-uk-gdpr-33 = { $controller }: these data are held for the communications service: the report under PECR regulation 5A stands in for this one
law-rule-uk-gdpr-34 = Communication to the data subjects
law-stage-uk-gdpr-34-communication = Communication
law-remove-uk-gdpr-34-1 = a recorded decision that a high risk is not likely (Art. 34(1))
law-remove-uk-gdpr-34-2 = a recorded exemption under Art. 34(3)(a), (b) or (c)
law-remove-uk-gdpr-34-3 = establishing that no data outside the communications service were hit
law-outside-uk-gdpr-34 = { $controller }: these data are held for the communications service: PECR regulation 5A is the specific duty
law-rule-uk-pecr-5a = Notification of a breach of communications-service data to the Information Commissioner
law-stage-uk-pecr-5a-initial = First notification
law-stage-uk-pecr-5a-second = Second notification
law-remove-uk-pecr-5a-1 = establishing that no data of the communications service were hit; no level of risk removes it
law-outside-uk-pecr-5a = { $controller }: these data are not held in connection with the communications service: UK GDPR Art. 33 is the duty
law-rule-uk-pecr-5a-people = Notification to subscribers and users
law-stage-uk-pecr-5a-people-subscriber_notice = Message to people
law-remove-uk-pecr-5a-people-1 = a recorded decision that the breach is not likely to adversely affect the personal data or privacy of anybody
law-remove-uk-pecr-5a-people-2 = the Commissioner being satisfied that the data were unintelligible (Art. 4); asking is not enough
law-remove-uk-pecr-5a-people-3 = establishing that no data of the communications service were hit
law-outside-uk-pecr-5a-people = { $controller }: these data are not held in connection with the communications service: UK GDPR Art. 34 is the duty
law-rule-ch-fadp-24 = Notification to the Federal Data Protection and Information Commissioner
law-stage-ch-fadp-24-initial = First notification
law-remove-ch-fadp-24-1 = a recorded decision that a high risk to personality or fundamental rights is not likely (Art. 24(1))
law-remove-ch-fadp-24-2 = establishing that no personal data were hit
law-rule-ch-fadp-24-people = Information of the data subjects
law-stage-ch-fadp-24-people-subscriber_notice = Message to people
law-remove-ch-fadp-24-people-1 = a recorded decision that informing them is not needed for their protection and the Commissioner has not asked for it (Art. 24(4))
law-remove-ch-fadp-24-people-2 = establishing that no personal data were hit
law-rule-no-ekom = Notification of a security breach that harms privacy to the Norwegian Communications Authority
law-stage-no-ekom-initial = First notification
law-remove-no-ekom-1 = establishing that no such data were hit
law-outside-no-ekom = { $controller }: these data are not held for the communications service: the GDPR is the law, with Datatilsynet
law-rule-no-ekom-people = Notification to subscribers and users
law-stage-no-ekom-people-subscriber_notice = Message to people
law-remove-no-ekom-people-1 = a recorded decision that this law does not ask for telling the people in this case
law-remove-no-ekom-people-2 = establishing that no such data were hit
law-outside-no-ekom-people = { $controller }: these data are not held for the communications service: the GDPR is the law, with Datatilsynet
law-rule-mk-lpdp = Notification to the Agency for Personal Data Protection
law-stage-mk-lpdp-initial = First notification
law-remove-mk-lpdp-1 = a recorded decision that a high risk is not likely (the pages of the Agency state a higher bar than the GDPR)
law-remove-mk-lpdp-2 = establishing that no such data were hit
law-rule-mk-lpdp-people = Telling the data subjects
law-stage-mk-lpdp-people-subscriber_notice = Message to people
law-remove-mk-lpdp-people-1 = a recorded decision that this law does not ask for telling the people in this case
law-remove-mk-lpdp-people-2 = establishing that no such data were hit
law-rule-ug-dppa = Notification to the Personal Data Protection Office
law-stage-ug-dppa-initial = First notification
law-remove-ug-dppa-1 = establishing that no such data were hit
law-rule-ug-dppa-people = Telling the data subjects
law-stage-ug-dppa-people-subscriber_notice = Message to people
law-remove-ug-dppa-people-1 = a recorded decision that this law does not ask for telling the people in this case
law-remove-ug-dppa-people-2 = establishing that no such data were hit
law-rule-za-popia = Notification to the Information Regulator
law-stage-za-popia-initial = First notification
law-remove-za-popia-1 = establishing that no such data were hit
law-rule-za-popia-people = Telling the data subjects
law-stage-za-popia-people-subscriber_notice = Message to people
law-remove-za-popia-people-1 = a recorded decision that this law does not ask for telling the people in this case
law-remove-za-popia-people-2 = establishing that no such data were hit
law-rule-gdpr-33-omnibus = Notification to the supervisory authority as proposed by COM(2025) 837
law-stage-gdpr-33-omnibus-sa_notification = Notification
law-remove-gdpr-33-omnibus-1 = a recorded decision that a high risk is not likely
law-outside-gdpr-33-omnibus = { $controller }: these data are held for the communications service
law-basis-gdpr-33-1-unlikely-risk = a risk is unlikely (Art. 33(1))
law-basis-gdpr-34-1-no-high-risk = a high risk is not likely (Art. 34(1))
law-basis-gdpr-33-1-no-high-risk = a high risk is not likely
law-basis-34-3-a = the data were unintelligible to others (Art. 34(3)(a))
law-basis-34-3-b = later measures have removed the high risk (Art. 34(3)(b))
law-basis-34-3-c = disproportionate effort, with a public communication instead (Art. 34(3)(c))
law-basis-611-3-no-adverse-effect = no adverse effect is likely (Art. 3 of Regulation 611/2013)
law-basis-611-4-accepted = the authority has accepted that the data were unintelligible (Art. 4 of Regulation 611/2013)
law-basis-uk-gdpr-33-1-unlikely-risk = a risk is unlikely (UK GDPR Art. 33(1))
law-basis-uk-gdpr-34-1-no-high-risk = a high risk is not likely (UK GDPR Art. 34(1))
law-basis-ch-fadp-24-1-no-high-risk = a high risk is not likely (FADP Art. 24(1))
law-basis-ch-fadp-24-4-not-needed = not needed for their protection (FADP Art. 24(4))
law-basis-mk-no-high-risk = a high risk is not likely
law-basis-not-asked-by-this-law = this law does not ask for it here
law-channel-online_form = online form
law-channel-downloadable_form = form to download
law-channel-email = e-mail
law-channel-pec = certified e-mail (PEC)
law-channel-post = post
law-channel-unknown = not known: call first
law-channel-phone = telephone
law-channel-e_delivery = electronic delivery service
law-market-no-service = no service: { $reason }
law-market-not-affected = not affected: { $reason }
law-not-in-force = in force from { $from }; the event is of { $day }
law-no-data-hit = no data of { $controller } were hit
law-no-rule = no rule is loaded for { $country }: look at its law by hand
law-no-telecom-rule = no rule for providers of communications services is loaded for { $country }
law-regime-by-hand = { $name }: not loaded, look at it by hand
law-regime-later = { $name }: not loaded; it applies from { $from }, and the event is of { $day }
law-regime-earlier = { $name }: not loaded; it applied until { $until }, and the event is of { $day }
law-regime-other-roles = { $name }: not loaded; it binds { $roles }, which no controller here is said to be
law-problem-future =
    In the future: { $what ->
        [occurred] the event itself
        [first_signal] the first signal
        [detected_611] detection (Regulation 611/2013)
        [aware] awareness of the controller
        [processor_informed] the processor's notice to the controller
        [aware_significant] awareness of the significant incident
        [classified_major] classification as major
        [fix_available] a fix being available
        [incident_closed] the end of the incident
        [discovered_attack] discovery of the attack
        *[stage_submitted] the filing of the notice before it
    } ({ $at }) lies after the moment of this plan.
law-problem-twice =
    Recorded twice: { $what ->
        [occurred] the event itself
        [first_signal] the first signal
        [detected_611] detection (Regulation 611/2013)
        [aware] awareness of the controller
        [processor_informed] the processor's notice to the controller
        [aware_significant] awareness of the significant incident
        [classified_major] classification as major
        [fix_available] a fix being available
        [incident_closed] the end of the incident
        [discovered_attack] discovery of the attack
        *[stage_submitted] the filing of the notice before it
    }, as { $earlier } and as { $later }; the earlier one runs.
law-problem-before-signal =
    Before the first signal ({ $signal }): { $what ->
        [occurred] the event itself
        [first_signal] the first signal
        [detected_611] detection (Regulation 611/2013)
        [aware] awareness of the controller
        [processor_informed] the processor's notice to the controller
        [aware_significant] awareness of the significant incident
        [classified_major] classification as major
        [fix_available] a fix being available
        [incident_closed] the end of the incident
        [discovered_attack] discovery of the attack
        *[stage_submitted] the filing of the notice before it
    } ({ $at }); one of the two is wrong.
law-problem-no-market = No market is listed for { $controller }: laws that bind by market were not looked at.
law-problem-decision-removes-nothing = The decision “{ $decision }” does not remove the duty of { $rule }: { $words }.
law-problem-ground = The decision “{ $decision }” on { $rule } names the ground “{ $given }”; only these count: { $known }.
law-problem-filing-rule = A filing names the rule “{ $rule }”, which is not loaded.
law-problem-filing-stage = A filing under “{ $rule }” names the stage “{ $stage }”, which it does not have.
law-problem-filing-recipient = A filing under “{ $rule }” went to “{ $recipient }”, to whom this plan owes none.
law-problem-decision-rule = A decision names the rule “{ $rule }”, which is not loaded.
law-decide-data-hit = whether the data “{ $id }” were hit
law-decide-data-scope = whether the data “{ $id }” are data of the communications service
law-decide-data-sets = which data of “{ $id }” there are
law-decide-instant =
    when this happened: { $what ->
        [occurred] the event itself
        [first_signal] the first signal
        [detected_611] detection (Regulation 611/2013)
        [aware] awareness of the controller
        [processor_informed] the processor's notice to the controller
        [aware_significant] awareness of the significant incident
        [classified_major] classification as major
        [fix_available] a fix being available
        [incident_closed] the end of the incident
        [discovered_attack] discovery of the attack
        *[stage_submitted] the filing of the notice before it
    }
law-decide-market = whether people in { $country } are affected
law-decide-roles = the roles of “{ $id }”
law-decide-region = the Land or region of “{ $id }”
law-decide-main-establishment = the main establishment of “{ $id }”
law-decide-rule-verified = the law itself: nobody has checked rule { $rule } at its source
law-decide-risk = the risk for the people
law-decide-fact = the fact “{ $id }”
law-starts-later = binds this controller from { $from }; the event is of { $day }
law-joint-lead = by the arrangement of the joint controllers (Art. 26) { $lead } notifies; responsibility towards people stays with all
law-problem-joint-lead = { $controller } is said to leave the notice to { $lead }, who is no controller of this case: the duty stays.
law-decide-regime-start = from which day “{ $regime }” binds “{ $id }”

law-contract-other-data = { $act }: the data of this contract are not among those hit
law-contract-other-markets = { $act }: no market of this contract is affected
law-contract-other-facts = { $act }: the contract asks for something else than what “{ $fact }” says
