//! What authorities and people are told: facts and a template in, a rendered notice out; what is missing, with its citation.
