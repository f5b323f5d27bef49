//! Truth tables of the rules, and what holds of every history.
