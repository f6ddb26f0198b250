# Facts that decide a duty, named where no vocabulary is at hand.
fact-incident-cause = Cause of the incident
fact-incident-cyber = Was it a cyber incident?
