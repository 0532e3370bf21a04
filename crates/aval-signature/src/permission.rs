//! Which of the changes after a signature its signer allowed (ISO 32000-2, 12.8.2): DocMDP,
//! FieldMDP and field locks, and the rules of the platform on top.

use crate::{
    changes::{ChangeKind, Changes},
    finding::{Code, Effect, Finding},
    pdf::{
        Dictionary, Object, Revision,
        document::Resolved,
        fields::{SignatureField, Value},
        text,
    },
};

/// Proof that what changed after the signature is known and allowed.
#[derive(Debug)]
pub(crate) struct ChangesPermitted {
    _kind: ChangeKind,
}

/// What a signer allowed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Permissions {
    /// P of a certification signature.
    pub docmdp: Option<u8>,
    /// P of the lock of the field.
    lock_level: Option<u8>,
    locks: Vec<FieldLock>,
    /// A transform method that this reader does not know, or one that it cannot read.
    unknown: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum FieldLock {
    All,
    Include(Vec<String>),
    Exclude(Vec<String>),
}

impl FieldLock {
    fn read(revision: Revision<'_>, lock: &Dictionary, owner: &Value) -> Option<Self> {
        let fields = || -> Option<Vec<String>> {
            let fields = revision.resolve(lock.get(b"Fields")?).ok()?;
            fields
                .array()?
                .iter()
                .map(|name| {
                    let octets = &name.as_text()?.octets;
                    // Names in the field are encrypted under the field, in the signature under
                    // the signature: try as it is when they are the same object or plain.
                    Some(text::decode(&revision.plain_text(&owner.holder, octets)))
                })
                .collect()
        };
        match lock.name(b"Action")? {
            b"All" => Some(Self::All),
            b"Include" => fields().map(Self::Include),
            b"Exclude" => fields().map(Self::Exclude),
            _ => None,
        }
    }

    fn holds(&self, field: &str) -> bool {
        let is_or_is_below = |name: &String| {
            field == name
                || field
                    .strip_prefix(name.as_str())
                    .is_some_and(|rest| rest.starts_with('.'))
        };
        match self {
            Self::All => true,
            Self::Include(names) => names.iter().any(is_or_is_below),
            Self::Exclude(names) => !names.iter().any(is_or_is_below),
        }
    }
}

impl Permissions {
    /// From the signature dictionary and the lock of its field, as signed.
    pub fn read(revision: Revision<'_>, field: &SignatureField, value: &Value) -> Self {
        let mut permissions = Self::default();
        if let Some(references) = value.dictionary.get(b"Reference") {
            let references = revision.resolve(references).unwrap_or(Resolved::Null);
            for reference in references.array().unwrap_or_default() {
                permissions.read_reference(revision, reference, value);
            }
        }
        let lock = field
            .field
            .dictionary()
            .and_then(|field| field.get(b"Lock"))
            .map(|lock| revision.resolve(lock));
        match lock {
            None => {}
            Some(Ok(lock)) => permissions.read_lock(revision, &lock, field, value),
            Some(Err(_)) => permissions.unknown = true,
        }
        permissions
    }

    fn read_reference(&mut self, revision: Revision<'_>, reference: &Object, value: &Value) {
        let Ok(reference) = revision.resolve(reference) else {
            self.unknown = true;
            return;
        };
        let Some(reference) = reference.dictionary() else {
            self.unknown = true;
            return;
        };
        let parameters = reference
            .get(b"TransformParams")
            .and_then(|parameters| revision.resolve(parameters).ok())
            .unwrap_or(Resolved::Null);
        let parameters = parameters.dictionary();
        match reference.name(b"TransformMethod") {
            Some(b"DocMDP") => {
                // ISO 32000-2, table 257: 2 when absent.
                let level = parameters.and_then(|p| p.get(b"P")).map_or(Some(2), level);
                match level {
                    Some(level) => {
                        self.docmdp = Some(self.docmdp.map_or(level, |known| known.min(level)));
                    }
                    None => self.unknown = true,
                }
            }
            Some(b"FieldMDP") => {
                match parameters.and_then(|p| FieldLock::read(revision, p, value)) {
                    Some(lock) => self.locks.push(lock),
                    None => self.unknown = true,
                }
            }
            // Usage rights and identity: nothing about what may change.
            Some(b"UR" | b"UR3" | b"Identity") => {}
            _ => self.unknown = true,
        }
    }

    fn read_lock(
        &mut self,
        revision: Revision<'_>,
        lock: &Resolved,
        field: &SignatureField,
        value: &Value,
    ) {
        let owner = match (lock, &field.field) {
            (Resolved::Indirect(holder), _) | (_, Resolved::Indirect(holder)) => Value {
                reference: None,
                holder: std::rc::Rc::clone(holder),
                dictionary: Dictionary::default(),
            },
            _ => value.clone(),
        };
        let Some(dictionary) = lock.dictionary() else {
            return;
        };
        match FieldLock::read(revision, dictionary, &owner) {
            Some(lock) => self.locks.push(lock),
            None => self.unknown = true,
        }
        if let Some(permission) = dictionary.get(b"P") {
            match level(permission) {
                Some(level) => self.lock_level = Some(level),
                None => self.unknown = true,
            }
        }
    }

    /// The strictest level in force; an approval signature without one allows what 2 allows.
    fn level(&self) -> u8 {
        self.docmdp
            .into_iter()
            .chain(self.lock_level)
            .min()
            .unwrap_or(2)
    }

    fn is_explicit(&self) -> bool {
        self.docmdp.is_some() || self.lock_level.is_some()
    }
}

fn level(object: &Object) -> Option<u8> {
    match object.as_integer()? {
        1 => Some(1),
        2 => Some(2),
        3 => Some(3),
        _ => None,
    }
}

/// Annotations that mark text or speak beside it; any other kind may cover what was signed.
const MARKING: [&str; 6] = [
    "Highlight",
    "Underline",
    "StrikeOut",
    "Squiggly",
    "Text",
    "Popup",
];

/// Weighs the changes. Findings come back in any case; the proof only when all is permitted.
pub(crate) fn judge(
    changes: &Changes,
    permissions: &Permissions,
) -> (Option<ChangesPermitted>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut permitted = true;
    let level = permissions.level();
    if changes.metadata {
        findings.push(Finding::new(Code::ModifiedMetadata, Effect::Remark));
    }
    if changes.validation_data {
        findings.push(Finding::new(Code::LtvAdded, Effect::Remark));
    }
    if changes.signature {
        findings.push(Finding::new(Code::SignatureAdded, Effect::Remark));
        permitted &= level >= 2;
    }
    for field in &changes.fields {
        let detail = if field.before == field.after {
            field.name.clone()
        } else {
            format!(
                "{}, «\u{a0}{}\u{a0}» → «\u{a0}{}\u{a0}»",
                field.name, field.before, field.after
            )
        };
        let locked = permissions.locks.iter().any(|lock| lock.holds(&field.name));
        if locked {
            findings.push(Finding::with(
                Code::FieldMdpViolated,
                Effect::Reject,
                field.name.clone(),
            ));
        }
        let effect = if locked || level < 2 {
            Effect::Reject
        } else {
            Effect::Review
        };
        permitted &= effect == Effect::Review;
        findings.push(Finding::with(Code::ModifiedForm, effect, detail));
    }
    if changes.kind == ChangeKind::FormFill && changes.fields.is_empty() {
        findings.push(Finding::new(Code::ModifiedForm, Effect::Review));
    }
    if !changes.annotations.is_empty() || changes.kind == ChangeKind::Annotations {
        let marks_only = changes
            .annotations
            .iter()
            .all(|kind| MARKING.contains(&kind.as_str()));
        let effect = if level >= 3 && marks_only {
            Effect::Review
        } else {
            Effect::Reject
        };
        permitted &= effect == Effect::Review;
        findings.push(Finding::with(
            Code::ModifiedAnnotation,
            effect,
            changes.annotations.join(", "),
        ));
    }
    if changes.kind == ChangeKind::Other {
        permitted = false;
        let mut finding = Finding::new(Code::ModifiedContent, Effect::Reject);
        finding.detail.clone_from(&changes.place);
        findings.push(finding);
    }
    if !permitted && permissions.is_explicit() {
        findings.push(Finding::new(Code::DocMdpViolated, Effect::Reject));
    }
    if !permitted && findings.iter().all(|f| f.effect == Effect::Remark) {
        findings.push(Finding::new(Code::DocMdpViolated, Effect::Reject));
    }
    let changed = changes.kind > ChangeKind::LtvOnly;
    if permissions.unknown && changed {
        findings.push(Finding::new(Code::ChangesUnknown, Effect::Review));
    }
    let proof = permitted.then_some(ChangesPermitted {
        _kind: changes.kind,
    });
    (proof, findings)
}
