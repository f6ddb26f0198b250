//! The law as data: text to typed rules, rules to planned duties and deadlines. Reads text it is given; no files, no clock.
