//! The public columns of an entry: which the programme publishes, how each is said to a
//! person and to a program. Nothing else of an application is public.

use aval_core::programme::Programme;
use aval_store::ListingRow;
use jiff::{Timestamp, civil::Date};
use serde_json::{Map, Value};

use super::encoded;
use crate::{
    house::House,
    layout::{Layout, Tone},
    locale::Locale,
};

/// A column that the programme may publish, in the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Number,
    Solution,
    TechnicalVersion,
    Vendor,
    Sector,
    Scheme,
    Profiles,
    Wave,
    DecisionDate,
    Status,
    PilotReports,
}

impl Column {
    const ALL: [Self; 11] = [
        Self::Number,
        Self::Solution,
        Self::TechnicalVersion,
        Self::Vendor,
        Self::Sector,
        Self::Scheme,
        Self::Profiles,
        Self::Wave,
        Self::DecisionDate,
        Self::Status,
        Self::PilotReports,
    ];

    /// Code in `listing.public_columns` and in JSON.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Solution => "solution",
            Self::TechnicalVersion => "technical_version",
            Self::Vendor => "vendor",
            Self::Sector => "sector",
            Self::Scheme => "scheme",
            Self::Profiles => "profiles",
            Self::Wave => "wave",
            Self::DecisionDate => "decision_date",
            Self::Status => "status",
            Self::PilotReports => "pilot_reports_validated",
        }
    }

    /// Columns that a programme publishes; all of them when it does not say.
    pub(super) fn of(programme: &Programme) -> Vec<Self> {
        let published = &programme.listing.public_columns;
        Self::ALL
            .into_iter()
            .filter(|column| {
                published.is_empty() || published.iter().any(|code| code == column.code())
            })
            .collect()
    }

    /// Its name.
    pub(super) fn label(self, l: Locale) -> String {
        let key = match self {
            Self::Number => "column-number",
            Self::Solution => "column-solution",
            Self::TechnicalVersion => "column-version",
            Self::Vendor => "column-vendor",
            Self::Sector => "column-sector",
            Self::Scheme => "column-scheme",
            Self::Profiles => "column-profiles",
            Self::Wave => "column-wave",
            Self::DecisionDate => "column-decision",
            Self::Status => "column-status",
            Self::PilotReports => "column-pilots",
        };
        l.t(key).into_owned()
    }

    /// What an entry says, for a person.
    pub(super) fn said(self, house: &House, layout: &Layout, row: &ListingRow) -> String {
        let (l, programme) = (layout.l, house.programme());
        match self {
            Self::Number => row.number.clone(),
            Self::Solution => row.product.clone(),
            Self::TechnicalVersion => row.technical_version.clone(),
            Self::Vendor => row.vendor.clone(),
            Self::Sector => sector(programme, &row.sector),
            Self::Scheme => scheme(programme, &row.scheme),
            Self::Profiles => row.profiles.join(", "),
            Self::Wave => row.wave.clone(),
            Self::DecisionDate => layout.date(&day(house, row.decided_at)),
            Self::Status => status(l, programme, &row.status),
            Self::PilotReports => pilots(l, row),
        }
    }

    /// What an entry says in a cell of a file.
    pub(super) fn cell(self, house: &House, layout: &Layout, row: &ListingRow) -> String {
        match self {
            Self::DecisionDate => day(house, row.decided_at).to_string(),
            _ => self.said(house, layout, row),
        }
    }

    fn tell(self, house: &House, row: &ListingRow, object: &mut Map<String, Value>) {
        let programme = house.programme();
        let value = match self {
            Self::Number => row.number.clone().into(),
            Self::Solution => row.product.clone().into(),
            Self::TechnicalVersion => row.technical_version.clone().into(),
            Self::Vendor => row.vendor.clone().into(),
            Self::Sector => {
                object.insert("sector_label".into(), sector(programme, &row.sector).into());
                row.sector.clone().into()
            }
            Self::Scheme => {
                object.insert("scheme_label".into(), scheme(programme, &row.scheme).into());
                row.scheme.clone().into()
            }
            Self::Profiles => row.profiles.clone().into(),
            Self::Wave => row.wave.clone().into(),
            Self::DecisionDate => day(house, row.decided_at).to_string().into(),
            Self::Status => row.status.clone().into(),
            Self::PilotReports => (row.pilot_reports_validated > 0).into(),
        };
        object.insert(self.code().to_owned(), value);
    }
}

/// An entry for a program: codes, and labels in the language of the programme.
pub(super) fn told(house: &House, row: &ListingRow) -> Map<String, Value> {
    let mut object = Map::new();
    for column in Column::of(house.programme()) {
        column.tell(house, row, &mut object);
    }
    object.insert("page".to_owned(), address(&row.number).into());
    object
}

/// Address of an entry.
pub(super) fn address(number: &str) -> String {
    format!("/registre/{}", encoded(number))
}

/// The day of an instant where the programme keeps time.
pub(super) fn day(house: &House, at: Timestamp) -> Date {
    at.to_zoned(house.programme().zone()).date()
}

/// Label of a sector, else its code.
pub(super) fn sector(programme: &Programme, code: &str) -> String {
    programme
        .sector(&code.into())
        .map_or_else(|| code.to_owned(), |sector| sector.label.clone())
}

/// Label of a scheme, else its code.
pub(super) fn scheme(programme: &Programme, code: &str) -> String {
    programme
        .scheme(&code.into())
        .map_or_else(|| code.to_owned(), |scheme| scheme.label.clone())
}

/// A status in words.
pub(super) fn status(l: Locale, programme: &Programme, code: &str) -> String {
    let mark = &programme.listing.mark;
    match code {
        // The programme has its own word for it, in its own language.
        "listed" if !mark.is_empty() && programme.language == l.tag() => mark.clone(),
        "listed" => l.t("status-listed").into_owned(),
        "suspended" => l.t("status-suspended").into_owned(),
        "withdrawn" => l.t("status-withdrawn").into_owned(),
        other => other.to_owned(),
    }
}

/// How a status is shown.
pub(super) fn status_tone(code: &str) -> Tone {
    match code {
        "listed" => Tone::Success,
        "suspended" => Tone::Warning,
        "withdrawn" => Tone::Error,
        _ => Tone::Neutral,
    }
}

fn pilots(l: Locale, row: &ListingRow) -> String {
    let key = if row.pilot_reports_validated > 0 {
        "pilots-validated"
    } else {
        "pilots-none"
    };
    l.t(key).into_owned()
}
