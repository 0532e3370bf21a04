//! Dates, sizes, counts and durations as a careful printer would set them, in French and in English.
//!
//! Working days are computed by the rules (`aval-core`) and passed in as numbers; sentences live in the locale files.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::locale::Locale;

/// No-break space: before `:`, `;`, `!`, `?`, inside guillemets and around `h`.
pub const NO_BREAK: char = '\u{a0}';
/// Narrow no-break space, between groups of three digits.
pub const THIN: char = '\u{202f}';

/// The time zone of a programme, with the name of the place that readers know.
#[derive(Debug, Clone)]
pub struct Zone {
    zone: TimeZone,
    place: String,
}

/// A zone name that the time zone database does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("fuseau horaire inconnu{NO_BREAK}: {0}")]
pub struct UnknownZone(String);

impl Zone {
    /// The zone of an IANA name such as `Europe/Paris`.
    ///
    /// # Errors
    /// When the database does not hold the name.
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        let zone = TimeZone::get(name).map_err(|_| UnknownZone(name.to_owned()))?;
        let place = name.rsplit('/').next().unwrap_or(name).replace('_', " ");
        Ok(Self { zone, place })
    }

    /// Paris, where French programmes keep time; UTC should the database be missing.
    #[must_use]
    pub fn paris() -> Self {
        Self::named("Europe/Paris").unwrap_or_else(|_| Self {
            zone: TimeZone::UTC,
            place: "UTC".to_owned(),
        })
    }

    /// The place that readers know: `Paris`.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The zone for computing.
    #[must_use]
    pub fn time_zone(&self) -> &TimeZone {
        &self.zone
    }
}

const DAYS_FR: [&str; 7] = [
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
];
const DAYS_EN: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const SHORT_MONTHS_FR: [&str; 12] = [
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.",
    "déc.",
];

fn name(names: &'static [&'static str], index: i8) -> &'static str {
    usize::try_from(index)
        .ok()
        .and_then(|index| names.get(index))
        .copied()
        .unwrap_or("")
}

fn weekday(locale: Locale, day: Weekday) -> &'static str {
    let names = match locale {
        Locale::Fr => &DAYS_FR,
        Locale::En => &DAYS_EN,
    };
    name(names, day.to_monday_zero_offset())
}

fn day_of_month(locale: Locale, day: i8) -> String {
    match (locale, day) {
        (Locale::Fr, 1) => "1er".to_owned(),
        _ => day.to_string(),
    }
}

/// A day in words: « mardi 24 novembre 2026 », “Tuesday 24 November 2026”.
#[must_use]
pub fn date(locale: Locale, date: Date) -> String {
    let months = match locale {
        Locale::Fr => &MONTHS_FR,
        Locale::En => &MONTHS_EN,
    };
    format!(
        "{} {}{NO_BREAK}{} {}",
        weekday(locale, date.weekday()),
        day_of_month(locale, date.day()),
        name(months, date.month().saturating_sub(1)),
        date.year()
    )
}

/// A day for dense tables: « 24 nov. 2026 », “24 Nov 2026”.
#[must_use]
pub fn short_date(locale: Locale, date: Date) -> String {
    let month = match locale {
        Locale::Fr => name(&SHORT_MONTHS_FR, date.month().saturating_sub(1)),
        Locale::En => name(&MONTHS_EN, date.month().saturating_sub(1))
            .get(..3)
            .unwrap_or(""),
    };
    format!(
        "{}{NO_BREAK}{month}{NO_BREAK}{}",
        day_of_month(locale, date.day()),
        date.year()
    )
}

/// An hour of the day: « 14 h 00 », “14:00”.
#[must_use]
pub fn hour(locale: Locale, instant: Timestamp, zone: &Zone) -> String {
    let there = instant.to_zoned(zone.zone.clone());
    match locale {
        Locale::Fr => format!("{}{NO_BREAK}h{NO_BREAK}{:02}", there.hour(), there.minute()),
        Locale::En => format!("{:02}:{:02}", there.hour(), there.minute()),
    }
}

/// The day of an instant, in words, in the programme's zone.
#[must_use]
pub fn day(locale: Locale, instant: Timestamp, zone: &Zone) -> String {
    date(locale, instant.to_zoned(zone.zone.clone()).date())
}

/// An instant in words: « mardi 24 novembre 2026 à 14 h 00 », “Tuesday 24 November 2026 at 14:00 (Paris time)”.
#[must_use]
pub fn date_time(locale: Locale, instant: Timestamp, zone: &Zone) -> String {
    let day = day(locale, instant, zone);
    let hour = hour(locale, instant, zone);
    match locale {
        Locale::Fr => format!("{day} à {hour}"),
        Locale::En => format!("{day} at {hour} ({} time)", zone.place),
    }
}

/// An instant for dense tables: « 24 nov. 2026, 14 h 00 », “24 Nov 2026, 14:00”.
#[must_use]
pub fn short_date_time(locale: Locale, instant: Timestamp, zone: &Zone) -> String {
    let there = instant.to_zoned(zone.zone.clone()).date();
    format!(
        "{}, {}",
        short_date(locale, there),
        hour(locale, instant, zone)
    )
}

/// A count with its digits in groups of three: « 12 345 », “12,345”; four digits stay together in French.
#[must_use]
pub fn count(locale: Locale, number: i128) -> String {
    let digits = number.unsigned_abs().to_string();
    let separator = match locale {
        Locale::Fr => THIN,
        Locale::En => ',',
    };
    let mut out = String::new();
    if number < 0 {
        out.push('−');
    }
    if locale == Locale::Fr && digits.len() <= 4 {
        out.push_str(&digits);
        return out;
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// A size in decimal units: « 12,4 Mo », “12.4 MB”. Zero bytes stay zero bytes.
#[must_use]
pub fn size(locale: Locale, bytes: u64) -> String {
    let units: [&str; 5] = match locale {
        Locale::Fr => ["o", "ko", "Mo", "Go", "To"],
        Locale::En => ["B", "kB", "MB", "GB", "TB"],
    };
    if bytes < 1000 {
        let singular = match locale {
            Locale::Fr => bytes < 2,
            Locale::En => bytes == 1,
        };
        let unit = match (locale, singular) {
            (Locale::Fr, true) => "octet",
            (Locale::Fr, false) => "octets",
            (Locale::En, true) => "byte",
            (Locale::En, false) => "bytes",
        };
        return format!("{bytes}{NO_BREAK}{unit}");
    }
    // Tenths, rounded half up, moving to the next unit when what is read would be 1000.
    let mut divisor: u128 = 1000;
    let mut tenths = rounded_tenths(bytes, divisor);
    let mut unit = 1;
    while tenths >= 9995 && unit < units.len() - 1 {
        unit += 1;
        divisor *= 1000;
        tenths = rounded_tenths(bytes, divisor);
    }
    let mark = match locale {
        Locale::Fr => ',',
        Locale::En => '.',
    };
    let number = if tenths >= 1000 {
        let whole = (u128::from(bytes) + divisor / 2) / divisor;
        count(locale, i128::try_from(whole).unwrap_or(i128::MAX))
    } else if tenths.is_multiple_of(10) {
        (tenths / 10).to_string()
    } else {
        format!("{}{mark}{}", tenths / 10, tenths % 10)
    };
    format!(
        "{number}{NO_BREAK}{}",
        units.get(unit).copied().unwrap_or("")
    )
}

fn rounded_tenths(bytes: u64, divisor: u128) -> u128 {
    (u128::from(bytes) * 10 + divisor / 2) / divisor
}

/// A duration of the two largest units: « 1 h 05 », « 3 min 20 s », “2 d 4 h”. Negative ones count as zero.
#[must_use]
pub fn duration(locale: Locale, duration: SignedDuration) -> String {
    let seconds = duration.as_secs().max(0);
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    let day = match locale {
        Locale::Fr => "j",
        Locale::En => "d",
    };
    if days > 0 && hours > 0 {
        format!("{days}{NO_BREAK}{day} {hours}{NO_BREAK}h")
    } else if days > 0 {
        format!("{days}{NO_BREAK}{day}")
    } else if hours > 0 {
        format!("{hours}{NO_BREAK}h{NO_BREAK}{minutes:02}")
    } else if minutes > 0 && seconds % 60 > 0 {
        format!("{minutes}{NO_BREAK}min {}{NO_BREAK}s", seconds % 60)
    } else if minutes > 0 {
        format!("{minutes}{NO_BREAK}min")
    } else {
        format!("{seconds}{NO_BREAK}s")
    }
}

/// A share of a whole in percent, rounded down so that 100 % means all of it; an empty whole is complete.
#[must_use]
pub fn percent(locale: Locale, part: u64, whole: u64) -> String {
    let value = share(part, whole);
    match locale {
        Locale::Fr => format!("{value}{NO_BREAK}%"),
        Locale::En => format!("{value}%"),
    }
}

/// The same share as a number from 0 to 100.
#[must_use]
pub fn share(part: u64, whole: u64) -> u64 {
    if whole == 0 {
        return 100;
    }
    let value = u128::from(part.min(whole)) * 100 / u128::from(whole);
    u64::try_from(value).unwrap_or(100)
}

/// The first eight characters of a SHA-256, enough to compare by eye.
#[must_use]
pub fn short_hash(hash: &str) -> String {
    if hash.chars().count() <= 8 {
        return hash.to_owned();
    }
    hash.chars().take(8).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn plain(text: &str) -> String {
        text.replace([NO_BREAK, THIN], " ")
    }

    #[test]
    fn a_deadline_is_said_in_full_in_paris_time() {
        let paris = Zone::paris();
        for (instant, fr, en) in [
            (
                "2026-11-24T13:00:00Z",
                "mardi 24 novembre 2026 à 14 h 00",
                "Tuesday 24 November 2026 at 14:00 (Paris time)",
            ),
            (
                "2026-07-01T07:05:59Z",
                "mercredi 1er juillet 2026 à 9 h 05",
                "Wednesday 1 July 2026 at 09:05 (Paris time)",
            ),
            (
                "2026-12-31T23:30:00Z",
                "vendredi 1er janvier 2027 à 0 h 30",
                "Friday 1 January 2027 at 00:30 (Paris time)",
            ),
            (
                "2027-03-28T01:00:00Z",
                "dimanche 28 mars 2027 à 3 h 00",
                "Sunday 28 March 2027 at 03:00 (Paris time)",
            ),
        ] {
            assert_eq!(plain(&date_time(Locale::Fr, at(instant), &paris)), fr);
            assert_eq!(plain(&date_time(Locale::En, at(instant), &paris)), en);
        }
        assert!(
            date_time(Locale::Fr, at("2026-11-24T13:00:00Z"), &paris).contains("14\u{a0}h\u{a0}00")
        );
        assert_eq!(
            plain(&short_date_time(
                Locale::Fr,
                at("2026-11-24T13:00:00Z"),
                &paris
            )),
            "24 nov. 2026, 14 h 00"
        );
        assert_eq!(
            plain(&short_date_time(
                Locale::En,
                at("2026-11-24T13:00:00Z"),
                &paris
            )),
            "24 Nov 2026, 14:00"
        );
        assert!(Zone::named("Europe/Nulle_Part").is_err());
        let reunion = Zone::named("Indian/Reunion").unwrap();
        assert_eq!(
            plain(&date_time(Locale::En, at("2026-11-24T13:00:00Z"), &reunion)),
            "Tuesday 24 November 2026 at 17:00 (Reunion time)"
        );
    }

    #[test]
    fn sizes_are_short_and_decimal() {
        for (bytes, fr, en) in [
            (0, "0 octet", "0 bytes"),
            (1, "1 octet", "1 byte"),
            (999, "999 octets", "999 bytes"),
            (1000, "1 ko", "1 kB"),
            (12_400_000, "12,4 Mo", "12.4 MB"),
            (12_350_000, "12,4 Mo", "12.4 MB"),
            (999_960, "1 Mo", "1 MB"),
            (123_456_789, "123 Mo", "123 MB"),
            (999_500_000, "1 Go", "1 GB"),
            (10_737_418_240, "10,7 Go", "10.7 GB"),
        ] {
            assert_eq!(plain(&size(Locale::Fr, bytes)), fr, "{bytes}");
            assert_eq!(plain(&size(Locale::En, bytes)), en, "{bytes}");
        }
        assert!(size(Locale::Fr, u64::MAX).ends_with("To"));
    }

    #[test]
    fn durations_keep_their_two_largest_units() {
        for (seconds, fr) in [
            (-5, "0 s"),
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (200, "3 min 20 s"),
            (3900, "1 h 05"),
            (86_400, "1 j"),
            (187_200, "2 j 4 h"),
        ] {
            let said = duration(Locale::Fr, SignedDuration::from_secs(seconds));
            assert_eq!(plain(&said), fr);
        }
    }

    #[test]
    fn counts_use_thin_spaces_in_french_and_commas_in_english() {
        assert_eq!(count(Locale::Fr, 12_345), "12\u{202f}345");
        assert_eq!(count(Locale::Fr, 2026), "2026");
        assert_eq!(count(Locale::Fr, -1_000_000), "−1\u{202f}000\u{202f}000");
        assert_eq!(count(Locale::En, 1234), "1,234");
        assert_eq!(short_hash("3f2a9c0b5d"), "3f2a9c0b…");
        assert_eq!(short_hash("é"), "é");
    }

    proptest! {
        #[test]
        fn a_count_keeps_its_digits(number in any::<i64>()) {
            for locale in [Locale::Fr, Locale::En] {
                let said: String = count(locale, i128::from(number))
                    .replace('−', "-")
                    .chars()
                    .filter(|letter| letter.is_ascii_digit() || *letter == '-')
                    .collect();
                prop_assert_eq!(said.parse::<i64>().unwrap(), number);
            }
        }

        #[test]
        fn a_size_is_right_within_one_part_in_ten(bytes in 1000_u64..u64::MAX) {
            let said = size(Locale::En, bytes);
            let (number, unit) = said.split_once(NO_BREAK).unwrap();
            let scale = match unit { "kB" => 1e3, "MB" => 1e6, "GB" => 1e9, _ => 1e12 };
            let value: f64 = number.replace(',', "").parse::<f64>().unwrap() * scale;
            let exact = bytes as f64;
            prop_assert!((value - exact).abs() / exact < 0.051, "{} for {}", said, bytes);
        }

        #[test]
        fn only_a_finished_whole_reads_one_hundred_percent(whole in 1_u64..u64::MAX, part in any::<u64>()) {
            prop_assert_eq!(share(part, whole) == 100, part >= whole);
        }

        #[test]
        fn every_instant_can_be_said(seconds in -30_000_000_000_i64..200_000_000_000) {
            let instant = Timestamp::from_second(seconds).unwrap();
            for locale in [Locale::Fr, Locale::En] {
                prop_assert!(!date_time(locale, instant, &Zone::paris()).contains("  "));
            }
        }
    }
}
