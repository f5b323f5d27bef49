//! Places where a night can be made to crash, for the tests of crashes.
//!
//! In: a place's name; the environment. Out: nothing, or the end of the process. Must never: do anything
//! in a night of which nobody has asked a crash.

/// The variable that names the place to crash at.
const VARIABLE: &str = "SELFSAME_FAILPOINT";

/// Ends the process here and now, as a power failure would, if the environment asks for it.
pub fn failpoint(place: &str) {
    if std::env::var_os(VARIABLE).is_some_and(|asked| asked == place) {
        std::process::abort();
    }
}
