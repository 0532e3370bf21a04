//! Measures of a search on graded queries: nDCG at 10 with gain 2^grade − 1, and success at
//! 3, which asks for one entry of grade 3 among the first three.

use serde::{Deserialize, Serialize};

use crate::search::Search;

/// A file of graded queries.
#[derive(Clone, Debug, Deserialize)]
pub struct Exam {
    /// In the order of the file.
    pub queries: Vec<Graded>,
}

/// A query and the entries that answer it.
#[derive(Clone, Debug, Deserialize)]
pub struct Graded {
    /// As somebody types it.
    pub query: String,
    /// What sort of query it is; only used to group figures.
    #[serde(default)]
    pub kind: String,
    /// Entries worth finding; the others are worth 0.
    pub relevant: Vec<Relevant>,
}

/// An entry worth finding.
#[derive(Clone, Debug, Deserialize)]
pub struct Relevant {
    /// Its address.
    pub slug: String,
    /// From 1, useful besides, to 3, answers directly.
    pub grade: u8,
}

/// What was found for one query.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Found {
    /// As typed.
    pub query: String,
    /// The first ten addresses.
    pub top: Vec<String>,
}

/// The figures of one exam.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Marks {
    /// Mean over the queries, from 0 to 1.
    pub ndcg_at_10: f64,
    /// Share of the queries, from 0 to 1.
    pub success_at_3: f64,
    /// In the order of the file.
    pub per_query: Vec<Found>,
}

const DEPTH: usize = 10;

/// Runs every query once.
pub fn evaluate(search: &Search, exam: &Exam) -> Marks {
    let per_query: Vec<Found> = exam
        .queries
        .iter()
        .map(|graded| Found {
            query: graded.query.clone(),
            top: search
                .search(&graded.query)
                .hits
                .iter()
                .take(DEPTH)
                .map(|hit| hit.entry.slug.clone())
                .collect(),
        })
        .collect();
    let mean = |measure: fn(&Graded, &[String]) -> f64| {
        let marks = exam.queries.iter().zip(&per_query);
        let sum: f64 = marks
            .map(|(graded, found)| measure(graded, &found.top))
            .sum();
        sum / exam.queries.len().max(1) as f64
    };
    Marks {
        ndcg_at_10: mean(ndcg),
        success_at_3: mean(success),
        per_query,
    }
}

/// Discounted gain of an order over that of the best order; 1 when nothing is worth finding.
pub fn ndcg(graded: &Graded, top: &[String]) -> f64 {
    let gain = |grade: u8| f64::from((1_u32 << u32::from(grade.min(30))) - 1);
    let discount = |rank: usize| (rank as f64 + 2.0).log2();
    let grade = |slug: &String| {
        let known = graded.relevant.iter().find(|entry| &entry.slug == slug);
        known.map_or(0, |entry| entry.grade)
    };
    let sum = |grades: &mut dyn Iterator<Item = u8>| -> f64 {
        grades
            .take(DEPTH)
            .enumerate()
            .map(|(rank, grade)| gain(grade) / discount(rank))
            .sum()
    };
    let mut best: Vec<u8> = graded.relevant.iter().map(|entry| entry.grade).collect();
    best.sort_unstable_by(|one, other| other.cmp(one));
    let ideal = sum(&mut best.into_iter());
    if ideal == 0.0 {
        return 1.0;
    }
    sum(&mut top.iter().map(grade)) / ideal
}

/// 1 when an entry of grade 3 is among the first three, else 0.
pub fn success(graded: &Graded, top: &[String]) -> f64 {
    let direct = |slug: &String| {
        graded
            .relevant
            .iter()
            .any(|entry| entry.grade == 3 && &entry.slug == slug)
    };
    f64::from(u8::from(top.iter().take(3).any(direct)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graded(relevant: &[(&str, u8)]) -> Graded {
        Graded {
            query: String::new(),
            kind: String::new(),
            relevant: relevant
                .iter()
                .map(|(slug, grade)| Relevant {
                    slug: (*slug).to_owned(),
                    grade: *grade,
                })
                .collect(),
        }
    }

    fn top(slugs: &[&str]) -> Vec<String> {
        slugs.iter().map(|slug| (*slug).to_owned()).collect()
    }

    #[test]
    fn the_best_order_is_worth_one_and_others_less() {
        let graded = graded(&[("a", 3), ("b", 1)]);
        assert_eq!(ndcg(&graded, &top(&["a", "b"])), 1.0);
        // (1/log2(2) + 7/log2(3)) / (7/log2(2) + 1/log2(3)), by hand.
        assert!((ndcg(&graded, &top(&["b", "a"])) - 0.7098).abs() < 0.0005);
        assert_eq!(ndcg(&graded, &top(&["x"])), 0.0);
    }

    #[test]
    fn success_asks_for_a_direct_answer_in_the_first_three() {
        let graded = graded(&[("a", 3), ("b", 2)]);
        assert_eq!(success(&graded, &top(&["x", "y", "a"])), 1.0);
        assert_eq!(success(&graded, &top(&["x", "y", "z", "a"])), 0.0);
        assert_eq!(success(&graded, &top(&["b"])), 0.0);
    }
}
