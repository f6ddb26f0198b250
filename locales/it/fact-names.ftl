# Fatti che decidono un obbligo, nominati dove manca il vocabolario.
fact-incident-cause = Causa dell'incidente
fact-incident-cyber = È un incidente informatico?
