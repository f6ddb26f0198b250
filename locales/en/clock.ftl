# After a leap of the clock.
clock-title = Clock of the desk
clock-now = The desk takes it to be { $now }.
clock-nothing-held = Nothing waits for a word about the clock.
clock-held = On { $at } the clock of this machine leapt ahead by { $hours } h. Notices to authorities and messages to the people concerned wait. Reminders and mail to the house go on.
clock-lead = If the time above is right, say so, and what waits goes out. If it is wrong, have the clock of the machine set first. Filing by other ways is not held back by this.
clock-confirm = The time is right: send what waits
frame-clock-band = The clock of the machine leapt ahead: nothing goes to authorities and people concerned until somebody confirms it on the page /clock.
