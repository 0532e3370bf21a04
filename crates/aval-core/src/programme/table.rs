//! From one TOML table to one struct: every key is read even when another one is wrong, and
//! a key that nobody asked for is a finding.

use toml::{
    Spanned,
    de::{DeString, DeTable, DeValue},
};

use super::{
    Mistake, ValueKind,
    cell::{Cell, FromCell, wrong_kind},
    mistake::nearest,
    page::Page,
};

pub(super) struct Table<'p, 't, 'd> {
    page: &'p mut Page<'t>,
    entries: &'d DeTable<'d>,
    /// The way to it; empty for the whole file.
    name: String,
    offset: Option<usize>,
    asked: Vec<&'static str>,
}

impl<'p, 't, 'd> Table<'p, 't, 'd> {
    /// The whole file.
    pub fn whole(entries: &'d DeTable<'d>, page: &'p mut Page<'t>) -> Self {
        Self {
            page,
            entries,
            name: String::new(),
            offset: None,
            asked: Vec::new(),
        }
    }

    pub fn open(cell: &'d Cell<'d>, key: &str, page: &'p mut Page<'t>) -> Option<Self> {
        let DeValue::Table(entries) = cell.get_ref() else {
            return wrong_kind(cell, key, ValueKind::Table, page);
        };
        let offset = Some(cell.span().start);
        Some(Self {
            page,
            entries,
            name: key.to_owned(),
            offset,
            asked: Vec::new(),
        })
    }

    /// Nothing when a finding says why.
    pub fn required<T: FromCell>(&mut self, key: &'static str) -> Option<T> {
        match self.take(key) {
            Some((_, cell)) => T::from_cell(cell, &self.path(key), self.page),
            None => {
                let mistake = if self.name.is_empty() {
                    Mistake::MissingTable {
                        table: key.to_owned(),
                    }
                } else {
                    Mistake::MissingKey {
                        table: self.name.clone(),
                        key: key.to_owned(),
                    }
                };
                self.page.tell(self.offset, mistake);
                None
            }
        }
    }

    /// The default when the key is absent, and when it is wrong: the finding is enough.
    pub fn or<T: FromCell>(&mut self, key: &'static str, default: T) -> Option<T> {
        let read = self
            .take(key)
            .and_then(|(_, cell)| T::from_cell(cell, &self.path(key), self.page));
        Some(read.unwrap_or(default))
    }

    /// Empty, absent or false when the key is absent.
    pub fn optional<T: FromCell + Default>(&mut self, key: &'static str) -> Option<T> {
        self.or(key, T::default())
    }

    /// Tells the keys that nobody asked for.
    pub fn close(self) {
        for (key, _) in self.entries {
            let written = key.get_ref().as_ref();
            if !self.asked.contains(&written) {
                let mistake = Mistake::UnknownKey {
                    table: self.name.clone(),
                    key: written.to_owned(),
                    near: nearest(written, self.asked.iter().copied()),
                };
                self.page.tell(Some(key.span().start), mistake);
            }
        }
    }

    fn take(&mut self, key: &'static str) -> Option<(&'d Spanned<DeString<'d>>, &'d Cell<'d>)> {
        self.asked.push(key);
        self.entries.iter().find(|(name, _)| name.get_ref() == key)
    }

    fn path(&self, key: &str) -> String {
        if self.name.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.name)
        }
    }
}

/// Says how each field of a struct is read: `required`, `optional` (its type's default) or
/// `or(default)`; `@ "key"` when the key is not the name of the field. With `defaults`, every
/// absent key takes the value of the struct's own `Default`.
macro_rules! from_table {
    ($type:ident defaults { $($field:ident),+ $(,)? }) => {
        $crate::programme::table::from_table!(@impl $type, table, {
            let defaults = $type::default();
            $( let $field = table.or(stringify!($field), defaults.$field); )+
        }, { $($field),+ });
    };
    ($type:ident { $($field:ident $(@ $key:literal)? : $need:ident $(($default:expr))?),+ $(,)? }) => {
        $crate::programme::table::from_table!(@impl $type, table, {
            $( let $field = table.$need(
                $crate::programme::table::from_table!(@key $field $($key)?)
                $(, $default)?
            ); )+
        }, { $($field),+ });
    };
    (@impl $type:ident, $table:ident, { $($read:tt)+ }, { $($field:ident),+ }) => {
        impl $crate::programme::cell::FromCell for $type {
            fn from_cell(
                cell: &$crate::programme::cell::Cell<'_>,
                key: &str,
                page: &mut $crate::programme::page::Page<'_>,
            ) -> Option<Self> {
                let mut $table = $crate::programme::table::Table::open(cell, key, page)?;
                $($read)+
                $table.close();
                Some(Self { $($field: $field?),+ })
            }
        }
    };
    (@key $field:ident $key:literal) => { $key };
    (@key $field:ident) => { stringify!($field) };
}
pub(super) use from_table;
