//! What changed after a signature: two revisions walked side by side from the trailer. Whatever
//! no rule permits is `Other`. An object that a protected place reaches stays protected even when
//! a permitted place reaches it too.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use foldhash::fast::RandomState;
use serde::Serialize;

use crate::pdf::{
    Dictionary, Loaded, Object, ReadError, Reference, Revision, document::Resolved,
    numbers::Numbers, text,
};

/// Pairs of objects compared before giving up.
const MOST_COMPARISONS: usize = 1_500_000;
/// Form fields nested below one another.
const DEEPEST_FIELD: usize = 16;

/// The worst kind of change after a signature, in rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Nothing follows the signature.
    None,
    /// Blanks after the end.
    Whitespace,
    /// Title, author, dates, XMP.
    Metadata,
    /// Certificates, revocation data, document time-stamps.
    LtvOnly,
    /// Another signature.
    SignatureAdded,
    /// Values of form fields.
    FormFill,
    /// Annotations.
    Annotations,
    /// Anything else, what the document shows first of all.
    Other,
}

/// What happened between two revisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Changes {
    pub kind: ChangeKind,
    pub validation_data: bool,
    pub signature: bool,
    pub metadata: bool,
    pub fields: Vec<FieldChange>,
    /// Sub-types of annotations that were added or changed.
    pub annotations: Vec<String>,
    /// Where the first change of kind `Other` is.
    pub place: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldChange {
    pub name: String,
    pub before: String,
    pub after: String,
}

impl Changes {
    pub fn nothing(kind: ChangeKind) -> Self {
        Self {
            kind,
            validation_data: false,
            signature: false,
            metadata: false,
            fields: Vec::new(),
            annotations: Vec::new(),
            place: None,
        }
    }

    fn note(&mut self, kind: ChangeKind) {
        self.kind = self.kind.max(kind);
        match kind {
            ChangeKind::LtvOnly => self.validation_data = true,
            ChangeKind::SignatureAdded => self.signature = true,
            ChangeKind::Metadata => self.metadata = true,
            _ => {}
        }
    }
}

/// Compares the signed revision with a later one.
pub(crate) fn compare(old: Revision<'_>, new: Revision<'_>) -> Result<Changes, ReadError> {
    let mut comparison = Comparison {
        old,
        new,
        changes: Changes::nothing(ChangeKind::None),
        waiting: Vec::new(),
        seen: HashSet::default(),
        seen_same: HashMap::default(),
        field_widgets: HashSet::new(),
        new_widgets: HashSet::new(),
        compared: 0,
        part: "trailer",
    };
    comparison.trailer()?;
    Ok(comparison.changes)
}

struct Comparison<'d> {
    old: Revision<'d>,
    new: Revision<'d>,
    changes: Changes,
    /// Pairs of which at least one is a reference, with what a difference in them would be.
    waiting: Vec<(ChangeKind, Object, Object)>,
    seen: HashSet<(ChangeKind, Reference, Reference), RandomState>,
    /// The same for references that are equal on both sides, by far the most.
    seen_same: HashMap<ChangeKind, Numbers, RandomState>,
    /// Widgets that the form of both revisions holds: judged as fields.
    field_widgets: HashSet<Reference>,
    /// Widgets of signature fields that the new revision added.
    new_widgets: HashSet<Reference>,
    compared: usize,
    part: &'static str,
}

const NULL: Object = Object::Null;

fn either<'o>(dictionary: Option<&'o Dictionary>, key: &[u8]) -> &'o Object {
    dictionary.and_then(|d| d.get(key)).unwrap_or(&NULL)
}

/// The keys of both dictionaries, each once.
fn keys<'o>(old: Option<&'o Dictionary>, new: Option<&'o Dictionary>) -> Vec<&'o [u8]> {
    let mut keys: Vec<&[u8]> = old
        .into_iter()
        .chain(new)
        .flat_map(Dictionary::iter)
        .map(|(key, _)| key)
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Values that are not protected where they stand.
enum Elsewhere {
    /// Annotations of a page have rules of their own.
    OnThePage,
    /// Named only; what is named is judged in its own place: annotations by the structure tree,
    /// the document by a signature.
    ByName,
}

fn judged_elsewhere(holder: &Dictionary, key: &[u8]) -> Option<Elsewhere> {
    match key {
        b"Annots" if holder.name(b"Type") == Some(b"Page") => Some(Elsewhere::OnThePage),
        b"Obj" if holder.name(b"Type") == Some(b"OBJR") => Some(Elsewhere::ByName),
        b"Data" if holder.get(b"TransformMethod").is_some() => Some(Elsewhere::ByName),
        _ => None,
    }
}

fn same_repeats(old: &Dictionary, new: &Dictionary) -> bool {
    old.repeated().len() == new.repeated().len()
}

impl<'d> Comparison<'d> {
    fn differ(&mut self, kind: ChangeKind) {
        self.changes.note(kind);
        if kind == ChangeKind::Other && self.changes.place.is_none() {
            self.changes.place = Some(self.part.to_owned());
        }
    }

    fn count(&mut self) -> Result<(), ReadError> {
        self.compared += 1;
        if self.compared > MOST_COMPARISONS {
            return Err(ReadError::Limit);
        }
        Ok(())
    }

    /// The trailers, then everything that they reach. The form comes first: it says which widgets
    /// of the pages are fields.
    fn trailer(&mut self) -> Result<(), ReadError> {
        let (old, new) = (self.old.trailer(), self.new.trailer());
        let same_root = either(old, b"Root") == either(new, b"Root");
        for key in keys(old, new) {
            let kind = match key {
                b"Root" | b"Size" | b"Prev" | b"XRefStm" | b"ID" => continue,
                // Keys of a cross-reference stream, whose dictionary is the trailer.
                b"Type" | b"W" | b"Index" | b"Length" | b"Filter" | b"DecodeParms" => continue,
                b"Info" => ChangeKind::Metadata,
                _ => ChangeKind::Other,
            };
            self.compare(kind, either(old, key), either(new, key))?;
        }
        self.drain()?;
        self.part = "catalog";
        if !same_root {
            self.differ(ChangeKind::Other);
        }
        let (old, new) = (self.old.catalog()?, self.new.catalog()?);
        self.catalog(old.object.as_dictionary(), new.object.as_dictionary())
    }

    fn catalog(
        &mut self,
        old: Option<&Dictionary>,
        new: Option<&Dictionary>,
    ) -> Result<(), ReadError> {
        self.part = "form";
        self.form(either(old, b"AcroForm"), either(new, b"AcroForm"))?;
        self.drain()?;
        for key in keys(old, new) {
            let (kind, part) = match key {
                b"AcroForm" => continue,
                b"DSS" | b"Extensions" => (ChangeKind::LtvOnly, "validation data"),
                b"Metadata" | b"Version" => (ChangeKind::Metadata, "metadata"),
                b"Pages" => (ChangeKind::Other, "pages"),
                b"OCProperties" => (ChangeKind::Other, "layers"),
                _ => (ChangeKind::Other, "catalog"),
            };
            self.part = part;
            self.compare(kind, either(old, key), either(new, key))?;
            self.drain()?;
        }
        Ok(())
    }

    fn drain(&mut self) -> Result<(), ReadError> {
        while let Some((kind, old, new)) = self.waiting.pop() {
            self.count()?;
            if let Some(shared) = self.shared(&old, &new) {
                self.unchanged(kind, &shared.object)?;
                continue;
            }
            let (before, after) = (self.old.resolve(&old), self.new.resolve(&new));
            match (before, after) {
                (Ok(before), Ok(after)) => self.resolved(kind, &before, &after)?,
                // Unreadable in both and the same place in the file: unchanged.
                (Err(_), Err(_)) if self.same_entry(&old, &new) => {}
                (Err(ReadError::Limit), _) | (_, Err(ReadError::Limit)) => {
                    return Err(ReadError::Limit);
                }
                _ => self.differ(kind),
            }
        }
        Ok(())
    }

    /// The object when both revisions find the very same one.
    fn shared(&self, old: &Object, new: &Object) -> Option<Rc<Loaded>> {
        if !self.same_entry(old, new) {
            return None;
        }
        let reference = old.as_reference()?;
        let before = self.old.load(reference).ok().flatten()?;
        if before.compressed {
            return None;
        }
        Some(before)
    }

    fn same_entry(&self, old: &Object, new: &Object) -> bool {
        match (old.as_reference(), new.as_reference()) {
            (Some(a), Some(b)) => a == b && self.old.entry(a.number) == self.new.entry(b.number),
            _ => false,
        }
    }

    fn resolved(
        &mut self,
        kind: ChangeKind,
        old: &Resolved,
        new: &Resolved,
    ) -> Result<(), ReadError> {
        match (old, new) {
            (Resolved::Null, Resolved::Null) => return Ok(()),
            // Read once for both: the object is the same, what it refers to may not be.
            (Resolved::Indirect(a), Resolved::Indirect(b)) if Rc::ptr_eq(a, b) => {
                return self.unchanged(kind, &a.object);
            }
            (Resolved::Indirect(a), Resolved::Indirect(b)) => self.streams(kind, a, b)?,
            (Resolved::Indirect(stream), _) | (_, Resolved::Indirect(stream))
                if stream.stream.is_some() =>
            {
                self.differ(kind);
                return Ok(());
            }
            _ => {}
        }
        match (old.object(), new.object()) {
            (Some(old), Some(new)) => self.compare(kind, old, new),
            _ => {
                self.differ(kind);
                Ok(())
            }
        }
    }

    /// Follows the references of an object that both revisions share.
    fn unchanged(&mut self, kind: ChangeKind, object: &Object) -> Result<(), ReadError> {
        match object {
            Object::Reference(_) => self.compare(kind, object, object)?,
            Object::Array(items) => {
                for item in items {
                    self.unchanged(kind, item)?;
                }
            }
            Object::Dictionary(dictionary) => {
                for (key, value) in dictionary.iter() {
                    match judged_elsewhere(dictionary, key) {
                        Some(Elsewhere::OnThePage) => self.annotations(value, value)?,
                        Some(Elsewhere::ByName) => {}
                        None => self.unchanged(kind, value)?,
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn streams(&mut self, kind: ChangeKind, old: &Loaded, new: &Loaded) -> Result<(), ReadError> {
        if old.stream.is_none() && new.stream.is_none() {
            return Ok(());
        }
        let indirect_length = |loaded: &Loaded| {
            loaded
                .object
                .as_dictionary()
                .is_some_and(|d| d.get(b"Length").and_then(Object::as_integer).is_none())
        };
        if old.stream == new.stream && !indirect_length(old) {
            return Ok(());
        }
        // Data of two objects is only the same cipher text under the same key.
        let same_key = self.old.document.crypt.is_none() || old.reference == new.reference;
        match (self.old.raw_stream(old), self.new.raw_stream(new)) {
            (Ok(before), Ok(after)) if before == after && same_key => {}
            (Err(_), Err(_)) if old.stream == new.stream => {}
            _ => self.differ(kind),
        }
        Ok(())
    }

    /// Compares two values in place; references wait for their turn.
    fn compare(&mut self, kind: ChangeKind, old: &Object, new: &Object) -> Result<(), ReadError> {
        match (old, new) {
            // The catalog is judged in its own place, wherever it is named.
            (Object::Reference(_), Object::Reference(_))
                if old == new && either(self.old.trailer(), b"Root") == old => {}
            (Object::Reference(a), Object::Reference(b)) => {
                let is_new = if a == b && a.generation == 0 {
                    self.seen_same.entry(kind).or_default().insert(a.number)
                } else {
                    self.seen.insert((kind, *a, *b))
                };
                if is_new {
                    self.waiting.push((kind, old.clone(), new.clone()));
                }
            }
            (Object::Reference(_), _) | (_, Object::Reference(_)) => {
                self.waiting.push((kind, old.clone(), new.clone()));
            }
            (Object::Array(a), Object::Array(b)) => {
                if a.len() != b.len() {
                    self.differ(kind);
                    return Ok(());
                }
                for (a, b) in a.iter().zip(b) {
                    self.compare(kind, a, b)?;
                }
            }
            (Object::Dictionary(a), Object::Dictionary(b)) => self.dictionaries(kind, a, b)?,
            _ if old == new => {}
            _ if old.as_plain_number().is_some()
                && old.as_plain_number() == new.as_plain_number() => {}
            _ => self.differ(kind),
        }
        Ok(())
    }

    fn dictionaries(
        &mut self,
        kind: ChangeKind,
        old: &Dictionary,
        new: &Dictionary,
    ) -> Result<(), ReadError> {
        if !same_repeats(old, new) {
            self.differ(kind);
        }
        for key in keys(Some(old), Some(new)) {
            let (before, after) = (either(Some(old), key), either(Some(new), key));
            match (judged_elsewhere(old, key), judged_elsewhere(new, key)) {
                (Some(Elsewhere::OnThePage), Some(Elsewhere::OnThePage)) => {
                    self.annotations(before, after)?;
                }
                (Some(Elsewhere::ByName), Some(Elsewhere::ByName)) => {
                    if before != after {
                        self.differ(kind);
                    }
                }
                _ => self.compare(kind, before, after)?,
            }
        }
        Ok(())
    }

    // ---- the form ----

    fn form(&mut self, old: &Object, new: &Object) -> Result<(), ReadError> {
        let (before, after) = (self.old.resolve(old)?, self.new.resolve(new)?);
        let (old, new) = (before.dictionary(), after.dictionary());
        let is_new = old.is_none();
        for key in keys(old, new) {
            let (before, after) = (either(old, key), either(new, key));
            match key {
                b"Fields" => self.field_list(before, after)?,
                b"SigFlags" => {}
                b"DA" | b"DR" if is_new => {}
                b"DR" => self.resources(before, after)?,
                b"NeedAppearances" => self.compare(ChangeKind::FormFill, before, after)?,
                _ => self.compare(ChangeKind::Other, before, after)?,
            }
        }
        Ok(())
    }

    /// Default resources of the form may gain fonts; what was there stays.
    fn resources(&mut self, old: &Object, new: &Object) -> Result<(), ReadError> {
        let (before, after) = (self.old.resolve(old)?, self.new.resolve(new)?);
        let (old, new) = (before.dictionary(), after.dictionary());
        for key in keys(old, new) {
            let (kept, now) = (either(old, key), either(new, key));
            let (kept_all, now_all) = (self.old.resolve(kept)?, self.new.resolve(now)?);
            let (Some(kept_all), Some(now_all)) = (kept_all.dictionary(), now_all.dictionary())
            else {
                self.compare(ChangeKind::FormFill, kept, now)?;
                continue;
            };
            for name in keys(Some(kept_all), Some(now_all)) {
                match (kept_all.get(name), now_all.get(name)) {
                    (None, Some(_)) => self.differ(ChangeKind::FormFill),
                    (kept, now) => self.compare(
                        ChangeKind::Other,
                        kept.unwrap_or(&NULL),
                        now.unwrap_or(&NULL),
                    )?,
                }
            }
        }
        Ok(())
    }

    fn field_list(&mut self, old: &Object, new: &Object) -> Result<(), ReadError> {
        let (before, after) = (self.old.resolve(old)?, self.new.resolve(new)?);
        let before = before.array().unwrap_or_default();
        let after = after.array().unwrap_or_default();
        for field in before {
            if after.contains(field) {
                self.field(field, field, "", None, 0)?;
            } else {
                self.differ(ChangeKind::Other);
            }
        }
        for field in after.iter().filter(|field| !before.contains(field)) {
            self.added_field(field, 0)?;
        }
        Ok(())
    }

    /// A field that the later revision added: only signature fields may come.
    fn added_field(&mut self, field: &Object, depth: usize) -> Result<(), ReadError> {
        self.count()?;
        let Some(reference) = field.as_reference().filter(|_| depth < DEEPEST_FIELD) else {
            self.differ(ChangeKind::Other);
            return Ok(());
        };
        // An object number that meant something before is not a new field.
        if !matches!(self.old.load(reference), Ok(None)) {
            self.differ(ChangeKind::Other);
            return Ok(());
        }
        let resolved = self.new.resolve(field)?;
        let Some(dictionary) = resolved.dictionary() else {
            self.differ(ChangeKind::Other);
            return Ok(());
        };
        let kids = self.new.resolve(either(Some(dictionary), b"Kids"))?;
        let kids = kids.array().unwrap_or_default();
        match dictionary.name(b"FT") {
            Some(b"Sig") => {
                self.new_widgets.insert(reference);
                self.new_widgets
                    .extend(kids.iter().filter_map(Object::as_reference));
                let value = self.new.resolve(either(Some(dictionary), b"V"))?;
                match value.dictionary() {
                    Some(value) => self.differ(kind_of_signature(value)),
                    None if dictionary.get(b"AP").is_some() => {
                        self.differ(ChangeKind::Annotations);
                        self.changes.annotations.push("Widget".to_owned());
                    }
                    None => self.differ(ChangeKind::SignatureAdded),
                }
            }
            None if !kids.is_empty() && dictionary.get(b"V").is_none() => {
                for kid in kids {
                    self.added_field(kid, depth + 1)?;
                }
            }
            _ => self.differ(ChangeKind::Other),
        }
        Ok(())
    }

    fn field(
        &mut self,
        old: &Object,
        new: &Object,
        parents: &str,
        inherited: Option<&[u8]>,
        depth: usize,
    ) -> Result<(), ReadError> {
        self.count()?;
        if let Some(reference) = old.as_reference()
            && !self.field_widgets.insert(reference)
        {
            return Ok(());
        }
        let (before, after) = (self.old.resolve(old)?, self.new.resolve(new)?);
        let (Some(a), Some(b)) = (before.dictionary(), after.dictionary()) else {
            if before.object() != after.object() {
                self.differ(ChangeKind::Other);
            }
            return Ok(());
        };
        if depth >= DEEPEST_FIELD {
            return Err(ReadError::Depth);
        }
        if !same_repeats(a, b) {
            self.differ(ChangeKind::Other);
        }
        let kind = a.name(b"FT").or(inherited);
        if a.name(b"FT") != b.name(b"FT") {
            self.differ(ChangeKind::Other);
        }
        let name = self.field_name(parents, a, &before);
        let signed_now = kind == Some(b"Sig")
            && matches!(self.old.resolve(either(Some(a), b"V"))?, Resolved::Null)
            && self
                .new
                .resolve(either(Some(b), b"V"))?
                .dictionary()
                .is_some();
        for key in keys(Some(a), Some(b)) {
            let (x, y) = (either(Some(a), key), either(Some(b), key));
            match key {
                b"Kids" => self.kids(x, y, &name, kind, depth)?,
                // Where they point to is judged in its own place.
                b"Parent" | b"P" => {
                    if x != y {
                        self.differ(ChangeKind::Other);
                    }
                }
                b"V" if signed_now => {
                    let value = self.new.resolve(y)?;
                    let kind = value
                        .dictionary()
                        .map_or(ChangeKind::Other, kind_of_signature);
                    self.differ(kind);
                }
                b"AP" | b"AS" | b"F" | b"MK" | b"M" | b"DA" | b"BS" | b"Border" if signed_now => {
                    self.compare(ChangeKind::SignatureAdded, x, y)?;
                }
                b"V" if kind != Some(b"Sig") => {
                    self.value(&name, x, y, &before, &after)?;
                }
                b"AP" | b"AS" | b"DA" | b"Q" | b"M" | b"RV" | b"I" if kind != Some(b"Sig") => {
                    self.filled(&name, x, y)?;
                }
                _ => self.compare(ChangeKind::Other, x, y)?,
            }
        }
        Ok(())
    }

    fn kids(
        &mut self,
        old: &Object,
        new: &Object,
        name: &str,
        kind: Option<&[u8]>,
        depth: usize,
    ) -> Result<(), ReadError> {
        let (before, after) = (self.old.resolve(old)?, self.new.resolve(new)?);
        let before = before.array().unwrap_or_default();
        let after = after.array().unwrap_or_default();
        for kid in before {
            if after.contains(kid) {
                self.field(kid, kid, name, kind, depth + 1)?;
            } else {
                self.differ(ChangeKind::Other);
            }
        }
        for kid in after.iter().filter(|kid| !before.contains(kid)) {
            self.added_field(kid, depth + 1)?;
        }
        Ok(())
    }

    fn field_name(&self, parents: &str, field: &Dictionary, owner: &Resolved) -> String {
        let partial = field.get(b"T").and_then(Object::as_text).map(|partial| {
            let octets = match owner {
                Resolved::Indirect(owner) => self.old.plain_text(owner, &partial.octets),
                _ => partial.octets.to_vec(),
            };
            text::decode(&octets)
        });
        match partial {
            None => parents.to_owned(),
            Some(partial) if parents.is_empty() => partial,
            Some(partial) => format!("{parents}.{partial}"),
        }
    }

    /// Compares what a form fill may change and remembers the field when it did.
    fn filled(&mut self, name: &str, old: &Object, new: &Object) -> Result<bool, ReadError> {
        let mut apart = Comparison {
            old: self.old,
            new: self.new,
            changes: Changes::nothing(ChangeKind::None),
            waiting: Vec::new(),
            seen: HashSet::default(),
            seen_same: HashMap::default(),
            field_widgets: HashSet::new(),
            new_widgets: HashSet::new(),
            compared: self.compared,
            part: self.part,
        };
        apart.compare(ChangeKind::FormFill, old, new)?;
        apart.drain()?;
        self.compared = apart.compared;
        let changed = apart.changes.kind > ChangeKind::None;
        if changed {
            self.differ(apart.changes.kind);
            if !self.changes.fields.iter().any(|f| f.name == name) {
                self.changes.fields.push(FieldChange {
                    name: name.to_owned(),
                    before: String::new(),
                    after: String::new(),
                });
            }
        }
        Ok(changed)
    }

    fn value(
        &mut self,
        name: &str,
        old: &Object,
        new: &Object,
        old_owner: &Resolved,
        new_owner: &Resolved,
    ) -> Result<(), ReadError> {
        if !self.filled(name, old, new)? {
            return Ok(());
        }
        let before = shown(self.old, old, old_owner);
        let after = shown(self.new, new, new_owner);
        if let Some(field) = self.changes.fields.iter_mut().find(|f| f.name == name) {
            (field.before, field.after) = (before, after);
        }
        Ok(())
    }

    // ---- annotations ----

    fn annotations(&mut self, old: &Object, new: &Object) -> Result<(), ReadError> {
        let (Ok(before), Ok(after)) = (self.old.resolve(old), self.new.resolve(new)) else {
            if !self.same_entry(old, new) {
                self.differ(ChangeKind::Annotations);
            }
            return Ok(());
        };
        let before = before.array().unwrap_or_default();
        let after = after.array().unwrap_or_default();
        let kept: Vec<&Object> = after.iter().filter(|a| before.contains(a)).collect();
        // Order is depth on the page: what comes last is drawn on top.
        if !kept.iter().copied().eq(before.iter()) {
            self.differ(ChangeKind::Annotations);
            self.changes.annotations.push("removed".to_owned());
        }
        for annotation in kept {
            if annotation
                .as_reference()
                .is_some_and(|reference| self.field_widgets.contains(&reference))
            {
                continue;
            }
            self.kept_annotation(annotation)?;
        }
        for annotation in after.iter().filter(|a| !before.contains(a)) {
            if annotation
                .as_reference()
                .is_some_and(|reference| self.new_widgets.contains(&reference))
            {
                continue;
            }
            let kind = subtype(&self.new.resolve(annotation)?);
            if kind == "Widget" {
                self.differ(ChangeKind::Other);
            } else {
                self.differ(ChangeKind::Annotations);
                self.changes.annotations.push(kind);
            }
        }
        Ok(())
    }

    /// An annotation that was there when the document was signed: its page and its parents are
    /// judged in their own places.
    fn kept_annotation(&mut self, annotation: &Object) -> Result<(), ReadError> {
        let (Ok(before), Ok(after)) = (self.old.resolve(annotation), self.new.resolve(annotation))
        else {
            if !self.same_entry(annotation, annotation) {
                self.differ(ChangeKind::Annotations);
            }
            return Ok(());
        };
        let (Some(a), Some(b)) = (before.dictionary(), after.dictionary()) else {
            if before.object() != after.object() {
                self.differ(ChangeKind::Annotations);
            }
            return Ok(());
        };
        for key in keys(Some(a), Some(b)) {
            let (x, y) = (either(Some(a), key), either(Some(b), key));
            if matches!(key, b"P" | b"Parent" | b"Popup" | b"IRT") {
                if x != y {
                    self.differ(ChangeKind::Annotations);
                    self.changes.annotations.push(subtype(&after));
                }
                continue;
            }
            let kind_before = self.changes.kind;
            self.compare(ChangeKind::Annotations, x, y)?;
            if self.changes.kind > kind_before {
                self.changes.annotations.push(subtype(&after));
            }
        }
        Ok(())
    }
}

fn subtype(annotation: &Resolved) -> String {
    annotation
        .dictionary()
        .and_then(|annotation| annotation.name(b"Subtype"))
        .map_or_else(|| "?".to_owned(), text::decode)
}

fn kind_of_signature(value: &Dictionary) -> ChangeKind {
    let is_time_stamp = value.name(b"Type") == Some(b"DocTimeStamp")
        || value.name(b"SubFilter") == Some(b"ETSI.RFC3161");
    if is_time_stamp {
        ChangeKind::LtvOnly
    } else {
        ChangeKind::SignatureAdded
    }
}

/// A field value as a person would read it.
fn shown(revision: Revision<'_>, value: &Object, owner: &Resolved) -> String {
    let (resolved, holder): (Result<Resolved, ReadError>, Option<Rc<Loaded>>) = match (value, owner)
    {
        (Object::Reference(reference), _) => (
            revision.resolve(value),
            revision.load(*reference).ok().flatten(),
        ),
        (_, Resolved::Indirect(owner)) => (revision.resolve(value), Some(Rc::clone(owner))),
        _ => (revision.resolve(value), None),
    };
    match resolved.ok().as_ref().and_then(Resolved::object) {
        Some(Object::Text(octets)) => match holder {
            Some(holder) => text::decode(&revision.plain_text(&holder, &octets.octets)),
            None => text::decode(&octets.octets),
        },
        Some(Object::Name(name)) => text::decode(name),
        Some(Object::Integer(number)) => number.to_string(),
        Some(_) => "…".to_owned(),
        None => String::new(),
    }
}
