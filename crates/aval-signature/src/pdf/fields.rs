//! Signature fields under `/AcroForm` (ISO 32000-2, 12.7): nested, in cycles, with shared values
//! as files have them. What a signature is worth is not judged here.

use std::{collections::HashSet, rc::Rc};

use super::{Dictionary, Loaded, Object, ReadError, Reference, Revision, document::Resolved, text};

const LARGEST_FORM: usize = 100_000;

/// A signature field and the signature dictionary in it, if it was signed.
pub(crate) struct SignatureField {
    /// Full name, `Parent.Child`.
    pub name: String,
    pub field: Resolved,
    pub value: Option<Value>,
}

/// A signature dictionary and the object that its strings belong to.
#[derive(Clone)]
pub(crate) struct Value {
    pub reference: Option<Reference>,
    pub holder: Rc<Loaded>,
    pub dictionary: Dictionary,
}

struct Node {
    object: Object,
    holder: Rc<Loaded>,
    names: String,
    kind: Option<Box<[u8]>>,
}

pub(crate) fn signature_fields(revision: Revision<'_>) -> Result<Vec<SignatureField>, ReadError> {
    let catalog = revision.catalog()?;
    let Some(form) = catalog
        .object
        .as_dictionary()
        .and_then(|catalog| catalog.get(b"AcroForm"))
    else {
        return Ok(Vec::new());
    };
    let form_holder = holder(revision, form, &catalog)?;
    let form = revision.resolve(form)?;
    let Some(fields) = form.dictionary().and_then(|form| form.get(b"Fields")) else {
        return Ok(Vec::new());
    };
    let list_holder = holder(revision, fields, &form_holder)?;
    let fields = revision.resolve(fields)?;
    let mut waiting: Vec<Node> = Vec::new();
    for field in fields.array().unwrap_or_default().iter().rev() {
        waiting.push(Node {
            object: field.clone(),
            holder: Rc::clone(&list_holder),
            names: String::new(),
            kind: None,
        });
    }
    let mut seen: HashSet<Reference> = HashSet::new();
    let mut found = Vec::new();
    let mut walked = 0usize;
    while let Some(node) = waiting.pop() {
        walked += 1;
        if walked > LARGEST_FORM {
            return Err(ReadError::Limit);
        }
        let reference = node.object.as_reference();
        if reference.is_some_and(|reference| !seen.insert(reference)) {
            continue;
        }
        let owner = holder(revision, &node.object, &node.holder)?;
        let field = revision.resolve(&node.object)?;
        let Some(dictionary) = field.dictionary() else {
            continue;
        };
        let kind = dictionary
            .name(b"FT")
            .map(Into::into)
            .or_else(|| node.kind.clone());
        let name = full_name(revision, &node.names, dictionary, &owner)?;
        let kids = match dictionary.get(b"Kids") {
            Some(kids) => revision.resolve(kids)?,
            None => Resolved::Null,
        };
        for kid in kids.array().unwrap_or_default().iter().rev() {
            waiting.push(Node {
                object: kid.clone(),
                holder: Rc::clone(&owner),
                names: name.clone(),
                kind: kind.clone(),
            });
        }
        // A widget below its field has neither a name nor a value of its own.
        let is_field = dictionary.get(b"T").is_some() || dictionary.get(b"V").is_some();
        if kind.as_deref() == Some(b"Sig") && is_field {
            let value = dictionary
                .get(b"V")
                .map(|value| read_value(revision, value, &owner))
                .transpose()?
                .flatten();
            found.push(SignatureField { name, value, field });
        }
    }
    Ok(found)
}

fn read_value(
    revision: Revision<'_>,
    value: &Object,
    owner: &Rc<Loaded>,
) -> Result<Option<Value>, ReadError> {
    let holder = holder(revision, value, owner)?;
    Ok(match revision.resolve(value)? {
        Resolved::Null => None,
        resolved => Some(Value {
            reference: value.as_reference(),
            holder,
            // Anything else than a dictionary is a signature without content.
            dictionary: resolved.dictionary().cloned().unwrap_or_default(),
        }),
    })
}

/// The indirect object that a value and its strings belong to.
fn holder(
    revision: Revision<'_>,
    object: &Object,
    around: &Rc<Loaded>,
) -> Result<Rc<Loaded>, ReadError> {
    match object {
        Object::Reference(reference) => Ok(revision
            .load(*reference)?
            .unwrap_or_else(|| Rc::clone(around))),
        _ => Ok(Rc::clone(around)),
    }
}

fn full_name(
    revision: Revision<'_>,
    parents: &str,
    field: &Dictionary,
    owner: &Loaded,
) -> Result<String, ReadError> {
    let partial = match field.get(b"T") {
        Some(partial) => match revision.resolve(partial)?.object() {
            Some(Object::Text(partial)) => {
                Some(text::decode(&revision.plain_text(owner, &partial.octets)))
            }
            _ => None,
        },
        None => None,
    };
    Ok(match partial {
        None => parents.to_owned(),
        Some(partial) if parents.is_empty() => partial,
        Some(partial) => format!("{parents}.{partial}"),
    })
}
