//! Quality, ablations and speed of the search. Prints what `results/` keeps.
//!
//! `cargo bench -p aval-search` runs everything; a word after `--` runs one part: `speed`,
//! `exams`, `ablation`, `validation`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a bench fails loudly"
)]

#[path = "../tests/common/mod.rs"]
mod common;

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use aval_search::{
    Base, Entry, Ranking, Search, Synonyms,
    evaluation::{Exam, Graded, evaluate, ndcg, success},
};

const SETS: [&str; 3] = ["dev", "held-out", "blind"];

fn main() {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let runs = |part: &str| wanted.is_empty() || wanted.iter().any(|word| word == part);
    let base = common::base();
    let exams: Vec<(&str, Exam)> = SETS
        .iter()
        .filter_map(|set| Some((*set, exam(set)?)))
        .collect();
    if runs("exams") {
        exam_figures(&base, &exams);
    }
    if runs("ablation") {
        ablation(&base, &exams);
    }
    if runs("validation") {
        validation(&base, &exams);
    }
    if runs("speed") {
        speed(&base, &exams);
    }
}

fn exam(set: &str) -> Option<Exam> {
    let path = common::folder()
        .join("faq-eval")
        .join(format!("{set}.json"));
    Some(serde_json::from_str(&std::fs::read_to_string(path).ok()?).unwrap())
}

fn exam_figures(base: &Base, exams: &[(&str, Exam)]) {
    println!("== Graded queries");
    let search = Search::new(base).unwrap();
    for (set, exam) in exams {
        let marks = evaluate(&search, exam);
        println!(
            "{set:<10} {:>3} queries   nDCG@10 {:.4}   success@3 {:.4}",
            exam.queries.len(),
            marks.ndcg_at_10,
            marks.success_at_3
        );
        let mut kinds: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
        for (graded, found) in exam.queries.iter().zip(&marks.per_query) {
            let both = (ndcg(graded, &found.top), success(graded, &found.top));
            kinds.entry(&graded.kind).or_default().push(both);
        }
        for (kind, marks) in kinds {
            let mean = |pick: fn(&(f64, f64)) -> f64| {
                marks.iter().map(pick).sum::<f64>() / marks.len() as f64
            };
            println!(
                "  {kind:<10} {:>2}   {:.3}   {:.3}",
                marks.len(),
                mean(|both| both.0),
                mean(|both| both.1)
            );
        }
    }
    println!();
}

/// Each part taken out, everything else unchanged.
fn ablation(base: &Base, exams: &[(&str, Exam)]) {
    println!("== Ablations: nDCG@10 / success@3 without one part");
    let without = |change: fn(&mut Ranking)| {
        let mut ranking = Ranking::default();
        change(&mut ranking);
        Search::with_ranking(base, ranking).unwrap()
    };
    let no_synonyms = Base {
        synonyms: Synonyms::default(),
        ..base.clone()
    };
    let cases: Vec<(&str, Search)> = vec![
        ("everything", Search::new(base).unwrap()),
        ("without synonyms", Search::new(&no_synonyms).unwrap()),
        ("without leads", without(|ranking| ranking.lead = 0.0)),
        (
            "without corrections",
            without(|ranking| ranking.corrected = 0.0),
        ),
        (
            "without beginnings",
            without(|ranking| ranking.beginning = 0.0),
        ),
        (
            "without roots",
            without(|ranking| {
                ranking.question_roots = 0.0;
                ranking.body_roots = 0.0;
            }),
        ),
        (
            "without coverage",
            without(|ranking| ranking.coverage = 0.0),
        ),
        (
            "without question",
            without(|ranking| ranking.question = 0.0),
        ),
        ("without slug", without(|ranking| ranking.slug = 0.0)),
        ("without bold", without(|ranking| ranking.strong = 0.0)),
        ("without body", without(|ranking| ranking.body = 0.0)),
        ("without labels", without(|ranking| ranking.labels = 0.0)),
        (
            "without requirements",
            without(|ranking| ranking.requirements = 0.0),
        ),
        (
            "flat fields",
            without(|ranking| {
                ranking.question = 1.0;
                ranking.slug = 1.0;
                ranking.strong = 1.0;
                ranking.body = 1.0;
                ranking.labels = 1.0;
                ranking.requirements = 1.0;
            }),
        ),
    ];
    for (name, search) in cases {
        print!("{name:<22}");
        for (set, exam) in exams {
            let marks = evaluate(&search, exam);
            print!(
                "   {set} {:.4} / {:.4}",
                marks.ndcg_at_10, marks.success_at_3
            );
        }
        println!();
    }
    println!();
}

/// Weights are chosen among candidates on four fifths of the queries and marked on the fifth
/// that did not choose, so that no query marks weights it helped to choose.
fn validation(base: &Base, exams: &[(&str, Exam)]) {
    const FOLDS: usize = 5;
    const CANDIDATES: usize = 300;
    println!("== Cross-validation: {FOLDS} folds, {CANDIDATES} candidate weights");
    let mut search = Search::new(base).unwrap();
    let mut dice = Dice(0x5e60);
    let candidates: Vec<Ranking> = (0..CANDIDATES)
        .map(|index| candidate(index, &mut dice))
        .collect();
    for (set, exam) in exams {
        let mut table: Vec<Vec<(f64, f64)>> = Vec::new();
        for ranking in &candidates {
            search.set_ranking(ranking.clone());
            table.push(marks(&search, &exam.queries));
        }
        let mean = |marks: &[(f64, f64)], keep: &dyn Fn(usize) -> bool| {
            let kept: Vec<&(f64, f64)> = marks
                .iter()
                .enumerate()
                .filter(|(index, _)| keep(*index))
                .map(|(_, mark)| mark)
                .collect();
            let count = kept.len() as f64;
            (
                kept.iter().map(|mark| mark.0).sum::<f64>() / count,
                kept.iter().map(|mark| mark.1).sum::<f64>() / count,
            )
        };
        let best = |keep: &dyn Fn(usize) -> bool| {
            (0..candidates.len())
                .max_by(|one, other| {
                    let worth = |index: usize| mean(&table[index], keep).0;
                    worth(*one).total_cmp(&worth(*other))
                })
                .unwrap()
        };
        let (mut held, mut count) = ((0.0, 0.0), 0.0);
        for fold in 0..FOLDS {
            let chosen = best(&|index| index % FOLDS != fold);
            let marked = mean(&table[chosen], &|index| index % FOLDS == fold);
            let size = (exam.queries.len() - fold).div_ceil(FOLDS) as f64;
            held = (held.0 + marked.0 * size, held.1 + marked.1 * size);
            count += size;
        }
        let used = mean(&table[0], &|_| true);
        let best_of_all = best(&|_| true);
        let top = mean(&table[best_of_all], &|_| true);
        println!(
            "{set:<10} used {:.4} / {:.4}   cross-validated {:.4} / {:.4}   best candidate on all of it {:.4} / {:.4}",
            used.0,
            used.1,
            held.0 / count,
            held.1 / count,
            top.0,
            top.1
        );
        println!("           that candidate: {:?}", candidates[best_of_all]);
    }
    println!();
}

fn marks(search: &Search, queries: &[Graded]) -> Vec<(f64, f64)> {
    let exam = Exam {
        queries: queries.to_vec(),
    };
    queries
        .iter()
        .zip(evaluate(search, &exam).per_query)
        .map(|(graded, found)| (ndcg(graded, &found.top), success(graded, &found.top)))
        .collect()
}

/// The weights in use, then each weight multiplied by up to 2.5 either way.
fn candidate(index: usize, dice: &mut Dice) -> Ranking {
    let mut ranking = Ranking::default();
    if index == 0 {
        return ranking;
    }
    let spread = if index.is_multiple_of(2) {
        2.5_f32
    } else {
        1.5
    };
    let mut shake = |weight: &mut f32| *weight *= spread.powf(dice.between(-1.0, 1.0));
    for weight in [
        &mut ranking.question,
        &mut ranking.slug,
        &mut ranking.strong,
        &mut ranking.body,
        &mut ranking.labels,
        &mut ranking.requirements,
        &mut ranking.question_roots,
        &mut ranking.body_roots,
        &mut ranking.synonym,
        &mut ranking.lead,
        &mut ranking.corrected,
        &mut ranking.beginning,
        &mut ranking.parts,
        &mut ranking.others,
        &mut ranking.coverage,
    ] {
        shake(weight);
    }
    ranking
}

/// A fixed sequence: the bench gives the same candidates and entries each time.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        // Knuth's MMIX generator; the high half is good enough here.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * (self.next() % 10_000) as f32 / 10_000.0
    }

    fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.next() as usize % list.len()]
    }
}

/// The base grown to a thousand entries: questions and paragraphs of the real ones, mixed.
fn thousand(base: &Base) -> Base {
    let mut dice = Dice(1_000);
    let mut grown = base.clone();
    let paragraphs: Vec<&str> = base
        .entries
        .iter()
        .flat_map(|entry| entry.answer.split("\n\n"))
        .collect();
    while grown.entries.len() < 1_000 {
        let (one, other) = (dice.pick(&base.entries), dice.pick(&base.entries));
        let half = |entry: &Entry| entry.question.split_whitespace().count() / 2;
        let head: Vec<&str> = one.question.split_whitespace().take(half(one)).collect();
        let tail: Vec<&str> = other
            .question
            .split_whitespace()
            .skip(half(other))
            .collect();
        let answer: Vec<&str> = (0..5).map(|_| *dice.pick(&paragraphs)).collect();
        grown.entries.push(Entry {
            slug: format!("{}-{}", one.slug, grown.entries.len()),
            question: format!("{} {}", head.join(" "), tail.join(" ")),
            answer: answer.join("\n\n"),
            ..one.clone()
        });
    }
    grown
}

fn speed(base: &Base, exams: &[(&str, Exam)]) {
    println!("== Speed, 1,000 entries (150 real, the rest mixed from them)");
    let grown = thousand(base);
    let mut builds: Vec<Duration> = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        std::hint::black_box(Search::new(&grown).unwrap());
        builds.push(start.elapsed());
    }
    println!(
        "index              worst of 5 {:?}",
        builds.iter().max().unwrap()
    );
    let search = Search::new(&grown).unwrap();
    let queries: Vec<&str> = exams
        .iter()
        .flat_map(|(_, exam)| &exam.queries)
        .map(|graded| graded.query.as_str())
        .collect();
    times("search", &queries, |query| {
        std::hint::black_box(search.search(query));
    });
    times("search + passages", &queries, |query| {
        let outcome = search.search(query);
        for hit in outcome.hits.iter().take(10) {
            std::hint::black_box(search.passages(&outcome, &hit.entry.slug));
        }
    });
    times("suggest", &queries, |query| {
        std::hint::black_box(search.suggest(query, 8));
    });
    let long = "pentset ".repeat(1_250);
    times("10,000 characters", &[&long], |query| {
        std::hint::black_box(search.search(query));
    });
}

fn times(name: &str, queries: &[&str], mut run: impl FnMut(&str)) {
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..5 {
        for query in queries {
            let start = Instant::now();
            run(query);
            times.push(start.elapsed());
        }
    }
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    println!(
        "{name:<18} {} runs   p50 {:?}   p95 {:?}   p99 {:?}   worst {:?}",
        times.len(),
        at(50),
        at(95),
        at(99),
        times[times.len() - 1]
    );
}
