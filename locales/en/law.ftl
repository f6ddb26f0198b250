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
law-regime-name-dora = DORA (Regulation (EU) 2022/2554)
law-regime-name-dora-no-weekend-relief = DORA without relief at weekends and holidays (RTS (EU) 2025/301, Art. 5(6))
law-regime-name-cra = Cyber Resilience Act
law-regime-name-eidas = eIDAS
law-regime-name-eudpr = Regulation (EU) 2018/1725
law-regime-name-led = Directive (EU) 2016/680
law-regime-name-ch-isa = Information Security Act (Switzerland)
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
law-remove-eprivacy-611-3-3 = nothing, but it is put off where telling people would endanger the investigation and the authority has agreed (Art. 3(5)); the agreement is on record
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
law-remove-uk-pecr-5a-people-3 = nothing, but it is put off where telling people would endanger the investigation and the Commissioner has agreed (Art. 3(5)); the agreement is on record
law-outside-uk-pecr-5a-people = { $controller }: these data are not held in connection with the communications service: UK GDPR Art. 34 is the duty
law-rule-ch-fadp-24 = Notification to the Federal Data Protection and Information Commissioner
law-stage-ch-fadp-24-initial = First notification
law-remove-ch-fadp-24-1 = a recorded decision that a high risk to personality or fundamental rights is not likely (Art. 24(1))
law-remove-ch-fadp-24-2 = establishing that no personal data were hit
law-rule-ch-fadp-24-3 = Processor tells the controller
law-stage-ch-fadp-24-3-processor_notice = Notice to the controller
law-remove-ch-fadp-24-3-1 = establishing that no personal data were hit
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
law-no-rule = This program holds no law of { $country }. Look at that law by hand
law-part-of = { $country } belongs to { $parent } in the law of the Union: enter the people there under { $parent }, or no duty is shown for them
law-no-telecom-rule = This program holds no rule of { $country } for providers of communications services. Look at that law by hand
law-regime-by-hand = Not in this program, to be looked at by hand: { $name }
law-regime-later = Not in this program: { $name }. It applies from { $from }, and the event is of { $day }
law-regime-earlier = Not in this program: { $name }. It applied until { $until }, and the event is of { $day }
law-regime-other-roles = Not in this program: { $name }. It binds only { $roles }, and no controller of this case is recorded as one
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
         [facts_changed] the first entry that the recipient has not been told of
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
         [facts_changed] the first entry that the recipient has not been told of
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
         [facts_changed] the first entry that the recipient has not been told of
        *[stage_submitted] the filing of the notice before it
    } ({ $at }); one of the two is wrong.
law-problem-no-market = No market is listed for { $controller }: laws that bind by market were not looked at.
law-problem-decision-removes-nothing = The decision “{ $decision }” does not remove the duty of { $rule }: { $words }.
law-problem-ground = The decision “{ $decision }” on { $rule } names the ground “{ $given }”; only these count: { $known }.
law-problem-filing-rule = A filing names the rule “{ $rule }”, which is not loaded.
law-problem-filing-stage = A filing under “{ $rule }” names the stage “{ $stage }”, which it does not have.
law-problem-filing-recipient = A filing under “{ $rule }” went to “{ $recipient }”, to whom this plan owes none.
law-problem-decision-rule = A decision names the rule “{ $rule }”, which is not loaded.
law-problem-filing-future = In the future: a filing under “{ $rule }” ({ $at }) lies after the moment of this plan.
law-problem-filing-after-plan = A filing under “{ $rule }” ({ $at }) lies after the moment of this plan and is left out of it.
law-problem-decision-recipient = A decision on “{ $rule }” is about “{ $recipient }”, to whom this plan owes none.
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
         [facts_changed] the first entry that the recipient has not been told of
        *[stage_submitted] the filing of the notice before it
    }
law-decide-market = whether people in { $country } are affected
law-decide-roles = the roles of “{ $id }”
law-decide-region = the Land or region of “{ $id }”
law-decide-main-establishment = the main establishment of “{ $id }”
law-decide-rule-verified = the law itself: nobody has checked the rule “{ $rule }” at its source
law-decide-risk = the risk for the people
law-decide-fact = the fact “{ $id }”
law-starts-later = binds this controller from { $from }; the event is of { $day }
law-joint-lead = by the arrangement of the joint controllers (Art. 26) { $lead } notifies; responsibility towards people stays with all
law-problem-joint-lead = { $controller } is said to leave the notice to { $lead }, who is no controller of this case: the duty stays.
law-problem-joint-lead-owes-nothing = { $controller } is said to leave the notice to { $lead }, who owes none under { $rule }: the duty stays.
law-problem-joint-circle = { $controller } and { $other } are said to leave the notice to one another: each of them owes it.
law-problem-aware-after-processor = A processor gave notice ({ $told }) before the controller is said to have been aware ({ $aware }); say why awareness came later, or correct it.
law-problem-aware-after-detection = Personal data were known to be compromised ({ $found }) before the controller is said to have been aware ({ $aware }); say why awareness came later, or correct it.
law-problem-decision-reason = The decision on { $rule } has no reason: a decision not to tell somebody is kept with its reasons.
law-problem-decisions-differ = The decisions on { $rule } contradict one another: the duty stays until one of them is withdrawn.
law-problem-market-reason = { $country } is said not to be affected ({ $controller }), without a reason: say how that is known.
law-problem-filing-several = A filing under “{ $rule }” to “{ $recipient }” does not say whose it is and counts for each of { $controllers }: check whether it told of all of them.
law-problem-decision-several = A decision on “{ $rule }” does not say whose it is and counts for each of { $controllers }: check whether it is about all of them.
law-no-establishment = { $name }: { $controller } serves people where it applies and is established nowhere there, so that no country is settled. Ask where its representative is, and look at that law by hand.
law-decide-telecom-law = whether the law of { $country } on communications services has a duty of its own in place of this one
law-decide-markets = the markets of “{ $id }” in which people are affected
law-decide-regime-start = from which day “{ $regime }” binds “{ $id }”

law-contract-other-data = { $act }: the data of this contract are not among those hit
law-contract-other-markets = { $act }: no market of this contract is affected
law-contract-excepted = { $act }: the contract makes an exception for what `{ $fact }` says
law-contract-other-facts = { $act }: the contract asks for something else than what `{ $fact }` says
law-stage-gdpr-33-supplementary = Supplementary information
law-stage-eprivacy-611-remaining = Remaining information
law-remove-eprivacy-611-3-4 = establishing that no data of the communications service were hit
law-stage-eprivacy-611-3-media_notice = Notice in the media
law-basis-611-3-5-delay-agreed = the authority agreed to a delay (Art. 3(5))
law-basis-611-3-7-media = people who cannot be identified are reached by the media (Art. 3(7))
law-rule-eprivacy-611-5 = Information of the provider with the subscribers' contract
law-remove-eprivacy-611-5-1 = establishing that no data were hit
law-stage-eprivacy-611-5-provider_notice = Information of the other provider
law-stage-uk-gdpr-33-supplementary = Supplementary information
law-rule-uk-gdpr-33-2 = Processor tells the controller
law-remove-uk-gdpr-33-2-1 = establishing that no personal data were hit
law-stage-uk-gdpr-33-2-processor_notice = Notice to the controller
law-stage-uk-pecr-5a-remaining = Remaining information
law-stage-uk-pecr-5a-supplementary = Supplementary information
law-remove-uk-pecr-5a-people-4 = establishing that no data of the communications service were hit
law-remove-gdpr-33-omnibus-2 = establishing that no data outside the communications service were hit
law-rule-eudpr-34 = Notification to the European Data Protection Supervisor
law-remove-eudpr-34-1 = a recorded decision that the breach is unlikely to result in a risk to rights and freedoms
law-remove-eudpr-34-2 = establishing that no personal data were hit
law-stage-eudpr-34-edps_notification = Notification
law-basis-eudpr-34-1-unlikely-risk = a risk is unlikely (Art. 34(1))
law-rule-eudpr-35 = Communication to the data subjects
law-remove-eudpr-35-1 = a recorded decision that a high risk is not likely
law-remove-eudpr-35-2 = a recorded exemption as in Art. 34(3) GDPR (not read in this act)
law-remove-eudpr-35-3 = establishing that no personal data were hit
law-stage-eudpr-35-communication = Communication
law-basis-eudpr-35-no-high-risk = a high risk is not likely (Art. 35)
law-basis-eudpr-35-3 = an exemption of Art. 35(3) (not read)
law-rule-led-30 = Notification to the supervisory authority (law enforcement)
law-remove-led-30-1 = a recorded decision that the breach is unlikely to result in a risk to rights and freedoms
law-remove-led-30-2 = establishing that no personal data were hit
law-stage-led-30-sa_notification = Notification
law-basis-led-30-1-unlikely-risk = a risk is unlikely (Art. 30(1))
law-rule-led-30-6 = Tell the controller of the other Member State (law enforcement)
law-remove-led-30-6-1 = a recorded decision that none of the data came from a controller of another Member State
law-remove-led-30-6-2 = establishing that no personal data were hit
law-stage-led-30-6-controller_notice = Notice to the controller
law-basis-led-30-6-none-from-abroad = none of the data came from another Member State (Art. 30(6))
law-rule-led-31 = Communication to the data subjects (law enforcement)
law-remove-led-31-1 = a recorded decision that a high risk is not likely
law-remove-led-31-2 = a recorded restriction on a ground of Art. 13(3) (not read)
law-remove-led-31-3 = establishing that no personal data were hit
law-stage-led-31-communication = Communication
law-basis-led-31-no-high-risk = a high risk is not likely (Art. 31)
law-basis-led-13-3 = a ground of Art. 13(3) (not read)
law-rule-dora-19 = Report of a major ICT-related incident
law-remove-dora-19-1 = a recorded decision that the incident does not meet the criteria of a major one, or a reclassification reported to the authority
law-stage-dora-19-initial = Initial notification
law-stage-dora-19-intermediate = Intermediate report
law-stage-dora-19-final = Final report
law-basis-dora-not-major = the incident is not a major one
law-rule-dora-19-clients = Information of clients whose financial interests are hit
law-remove-dora-19-clients-1 = a recorded decision that the incident is not a major one or does not touch the clients' financial interests
law-stage-dora-19-clients-client_notice = Information of clients
law-basis-dora-no-client-interest = no financial interest of clients is hit
law-rule-cra-14 = Notification of an exploited vulnerability or severe incident in a product
law-remove-cra-14-1 = a recorded decision that no vulnerability of the product is actively exploited and the incident has no severe impact on its security
law-stage-cra-14-early_warning = Early warning
law-stage-cra-14-notification = Notification
law-stage-cra-14-final_vulnerability = Final report on the vulnerability
law-stage-cra-14-final_incident = Final report on the incident
law-basis-cra-not-exploited-not-severe = neither exploited nor severe
law-rule-eidas-19a = Notification of the supervisory body for trust services
law-remove-eidas-19a-1 = a recorded decision that there is no significant impact on the trust service or the personal data in it
law-stage-eidas-19a-supervisory_body_24h = Notification
law-basis-eidas-no-significant-impact = no significant impact
law-rule-eidas-19a-people = Notification of the persons affected, and of the public where it serves the public interest
law-remove-eidas-19a-people-1 = a recorded decision that there is no significant impact on the trust service or the personal data in it
law-stage-eidas-19a-people-person_notice = Message to people
law-when-eidas-19a-controller-qualified_trust_service = the provider is qualified: Art. 24(2)(fb) asks for its notice, within 24 hours of the incident itself
law-when-eidas-19a-people-controller-qualified_trust_service = the provider is qualified: Art. 24(2)(fb) asks for its notice, within 24 hours of the incident itself
law-rule-eidas-24-2-fb = Notification of the supervisory body by a qualified trust service provider
law-remove-eidas-24-2-fb-1 = a recorded decision that there is no significant impact on the trust service or the personal data in it
law-stage-eidas-24-2-fb-supervisory_body_24h = Notification
law-when-eidas-24-2-fb-controller-qualified_trust_service = the provider is not qualified: Art. 19a asks for its notice
law-rule-eidas-24-2-fb-people = Notification of the persons affected by a qualified trust service provider
law-remove-eidas-24-2-fb-people-1 = a recorded decision that there is no significant impact on the trust service or the personal data in it
law-stage-eidas-24-2-fb-people-person_notice = Message to people
law-when-eidas-24-2-fb-people-controller-qualified_trust_service = the provider is not qualified: Art. 19a asks for its notice
law-rule-ch-isa-74 = Report of a cyberattack to the Federal Office for Cybersecurity
law-remove-ch-isa-74-1 = a recorded decision that there was no attack, or that none of the four grounds for a report is met
law-stage-ch-isa-74-bacs_24h = First report
law-stage-ch-isa-74-bacs_completion_14d = Completion
law-basis-ch-isa-not-reportable = not a reportable attack
law-when-ch-isa-74-incident-cause = no attack: the cause is known not to be malicious
law-regime-name-it-risk-information = Italy: Codice privacy Art. 132-quater, information on a particular risk of a breach; not a breach notice (not verified)
