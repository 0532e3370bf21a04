//! Names of cells as a spreadsheet program shows them.

use std::fmt;

use serde::{Serialize, Serializer};

/// Sheet of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sheet {
    /// "Exigences", or the only table of a CSV file.
    #[default]
    Requirements,
    /// "Scénarios coeur de métier": scenarios told step by step.
    Steps,
}

impl Sheet {
    /// Name of the sheet in a workbook.
    pub fn name(self) -> &'static str {
        match self {
            Self::Requirements => "Exigences",
            Self::Steps => "Scénarios coeur de métier",
        }
    }
}

/// One cell. Written `E12`, or `'Scénarios coeur de métier'!S2` outside the main sheet. In a
/// CSV file the row is the rank of the record, which is the row that a spreadsheet program
/// shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellRef {
    /// Sheet of the cell.
    pub sheet: Sheet,
    /// Row, from 1.
    pub row: u32,
    /// Column, from 0.
    pub column: u16,
}

impl CellRef {
    /// A cell of the main sheet.
    pub fn new(row: u32, column: u16) -> Self {
        Self {
            sheet: Sheet::Requirements,
            row,
            column,
        }
    }
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.sheet != Sheet::Requirements {
            write!(f, "'{}'!", self.sheet.name())?;
        }
        write!(f, "{}{}", column_letters(self.column), self.row)
    }
}

impl Serialize for CellRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// `A`, `Z`, `AA`…
pub(crate) fn column_letters(column: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = u32::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// Column (from 0) and row (from 1) of `AB12`; `None` when it is not a cell name or lies
/// outside a sheet.
pub(crate) fn parse(name: &str) -> Option<(u16, u32)> {
    let letters = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let (column, row) = name.split_at_checked(letters)?;
    if column.is_empty() || column.len() > 3 {
        return None;
    }
    let column = column
        .bytes()
        .fold(0_u32, |sum, letter| sum * 26 + u32::from(letter - b'A') + 1);
    let row = row.parse::<u32>().ok()?;
    (column <= LAST_COLUMN && (1..=LAST_ROW).contains(&row))
        .then_some(())
        .and_then(|()| Some((u16::try_from(column - 1).ok()?, row)))
}

/// Columns of a sheet.
pub(crate) const LAST_COLUMN: u32 = 16_384;
/// Rows of a sheet.
pub(crate) const LAST_ROW: u32 = 1_048_576;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_named_as_in_a_spreadsheet() {
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(column_letters(column), letters);
            assert_eq!(parse(&format!("{letters}7")), Some((column, 7)));
        }
        let cell = CellRef {
            sheet: Sheet::Steps,
            ..CellRef::new(2, 18)
        };
        assert_eq!(cell.to_string(), "'Scénarios coeur de métier'!S2");
        assert_eq!(parse("XFE1"), None);
        assert_eq!(parse("A1048577"), None);
        assert_eq!(parse("A0"), None);
        assert_eq!(parse("7"), None);
    }
}
