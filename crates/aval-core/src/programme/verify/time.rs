//! Milestones in their order, reminders before the due date.

use std::collections::{BTreeMap, BTreeSet};

use crate::programme::{
    Milestone, MilestoneKind, Mistake, Programme, document::Document, page::Page,
};

pub(super) fn milestones(programme: &Programme, document: Document<'_>, page: &mut Page<'_>) {
    let place = |milestone: &Milestone, key: &str| {
        document
            .element("milestones", milestone.code.as_str())
            .and_then(|element| element.offset(key))
    };
    for milestone in &programme.milestones {
        if programme
            .zone
            .to_ambiguous_timestamp(milestone.at)
            .is_ambiguous()
        {
            let mistake = Mistake::AmbiguousTime {
                code: milestone.code.to_string(),
            };
            page.tell(place(milestone, "at"), mistake);
        }
    }
    // One mistake a milestone, not one a scheme.
    let mut told = BTreeSet::new();
    let ranks = step_ranks(programme);
    for scheme in &programme.schemes {
        let mut held: Vec<(&Milestone, (MilestoneKind, usize))> = programme
            .milestones_of(&scheme.code)
            .map(|(milestone, _)| (milestone, (milestone.kind, rank(milestone, &ranks))))
            .collect();
        held.sort_by_key(|(_, order)| *order);
        let mut latest: Option<(&Milestone, (MilestoneKind, usize))> = None;
        for (milestone, order) in held {
            if let Some((before, before_order)) = latest
                && precedes(before_order, order)
                && before.at >= milestone.at
                && told.insert(milestone.code.as_str())
            {
                let code = milestone.code.to_string();
                let mistake = Mistake::MilestoneOrder {
                    code,
                    before: before.code.to_string(),
                };
                page.tell(place(milestone, "at"), mistake);
            }
            if latest.is_none_or(|(before, _)| before.at <= milestone.at) {
                latest = Some((milestone, order));
            }
        }
        let mut closes: BTreeMap<(MilestoneKind, &str), &Milestone> = BTreeMap::new();
        for (milestone, _) in programme.milestones_of(&scheme.code) {
            let opening = (milestone.kind == MilestoneKind::Opening).then_some("opening");
            for step in milestone.steps.iter().map(String::as_str).chain(opening) {
                let first = *closes.entry((milestone.kind, step)).or_insert(milestone);
                if first.code != milestone.code && told.insert(milestone.code.as_str()) {
                    let mistake = Mistake::MilestoneTwice {
                        code: milestone.code.to_string(),
                        other: first.code.to_string(),
                        scheme: scheme.code.to_string(),
                        step: step.to_owned(),
                    };
                    page.tell(place(milestone, "code"), mistake);
                }
            }
        }
    }
}

/// Whether one milestone has to come before another. Two of a kind are compared only when
/// the journey describes a step of each.
fn precedes(before: (MilestoneKind, usize), after: (MilestoneKind, usize)) -> bool {
    before.0 < after.0 || (before.0 == after.0 && before.1 > 0 && before.1 < after.1)
}

/// Place of each step in the journey.
fn step_ranks(programme: &Programme) -> BTreeMap<&str, usize> {
    let mut steps: Vec<(i64, i64, &str)> = programme
        .phases
        .iter()
        .flat_map(|phase| {
            phase
                .steps
                .iter()
                .map(|step| (phase.order, step.order, step.code.as_str()))
        })
        .collect();
    steps.sort_unstable();
    steps
        .into_iter()
        .enumerate()
        .map(|(rank, (_, _, code))| (code, rank + 1))
        .collect()
}

/// Place of the last step that a milestone closes; 0 when the journey does not describe it.
fn rank(milestone: &Milestone, ranks: &BTreeMap<&str, usize>) -> usize {
    milestone
        .steps
        .iter()
        .filter_map(|step| ranks.get(step.as_str()))
        .max()
        .copied()
        .unwrap_or(0)
}

pub(super) fn reminders(programme: &Programme, document: Document<'_>, page: &mut Page<'_>) {
    let limit = programme.deadlines.vendor_reply_days;
    let mut before = 0;
    for (day, offset) in document.integers("deadlines.vendor_reply_reminders") {
        let Ok(day) = u32::try_from(day) else {
            continue;
        };
        if day <= before || day > limit {
            page.tell(Some(offset), Mistake::ReminderOrder { day, limit });
        }
        before = day.max(before);
    }
}
