// Lets a program begin at a chosen moment: see StartingClock.c.
