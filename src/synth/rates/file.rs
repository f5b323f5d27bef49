//! Rates as a TOML file: `nickname = 0.1`, one a line, and whatever is not named stays as usual.
//!
//! In: the text of a file. Out: [`Rates`], and their whole list with remarks to begin from. Must
//! never: let a misspelt word pass for a default, or a rate out of its range.

use std::fmt::Write;
use std::path::Path;

use crate::error::{Error, IoContext, Result};

use super::{Counts, LIST, Rates};

impl Rates {
    /// The usual rates with the changes of a TOML file.
    pub fn read(path: &Path) -> Result<Rates> {
        let text = std::fs::read_to_string(path).while_doing("read the rates", path)?;
        Rates::from_toml(&text).map_err(|problem| Error::input(path, problem))
    }

    /// The same from text; what is wrong with it, else.
    pub fn from_toml(text: &str) -> std::result::Result<Rates, String> {
        let table: toml::Table = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut rates = Rates::default();
        for (name, value) in &table {
            let Some(rate) = LIST.iter().find(|rate| rate.name == name) else {
                return Err(format!(
                    "no rate is called `{name}`; `selfsame synth --print-rates` lists them all"
                ));
            };
            let number = value.as_float().or(value.as_integer().map(|whole| whole as f64));
            let most = rate.counts.most();
            match number.filter(|number| (0.0..=most).contains(number)) {
                Some(number) => rates.value_mut(name).into_iter().for_each(|slot| *slot = number),
                None => return Err(format!("`{name}` must be a number from 0 to {most}")),
            }
        }
        Ok(rates)
    }

    /// All rates as a TOML file with what each means, ready to be changed.
    pub fn to_toml(&self) -> String {
        let mut text = String::from(
            "# The rates of a made-up population. Leave out what should stay as it is.\n",
        );
        let mut section = "";
        for (rate, (_, value)) in LIST.iter().zip(self.all()) {
            if rate.section != section {
                section = rate.section;
                let _ = write!(text, "\n## {section}\n");
            }
            let counts = match rate.counts {
                Counts::Share => "Share",
                Counts::Error => "Error",
                Counts::Gap => "Gap",
                Counts::Factor => "Factor",
            };
            let _ = write!(text, "\n# {counts}. {}\n{} = {value:?}\n", rate.doc, rate.name);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_list_reads_as_what_was_printed() {
        let rates = Rates { nickname: 0.25, ..Rates::default().noisier(1.7) };
        assert_eq!(Rates::from_toml(&rates.to_toml()).unwrap(), rates);
        assert_eq!(Rates::from_toml("").unwrap(), Rates::default());
        assert_eq!(Rates::from_toml("date_slip = 1").unwrap().date_slip, 1.0);
    }

    #[test]
    fn what_is_misspelt_or_out_of_range_is_named() {
        for (text, named) in [
            ("nikname = 0.1", "nikname"),
            ("nickname = 1.1", "nickname"),
            ("nickname = -0.1", "nickname"),
            ("nickname = nan", "nickname"),
            ("nickname = \"often\"", "nickname"),
            ("[nickname]", "nickname"),
            ("nickname", "nickname"),
        ] {
            assert!(Rates::from_toml(text).unwrap_err().contains(named), "{text}");
        }
    }
}
