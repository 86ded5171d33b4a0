//! How many checks a second, over the clients that the golden cases hold: `cargo bench -p losen-core`.
//!
//! One number for a full check (findings and the fixed body), and its spread over five rounds in the same run, since
//! machines are noisy. `tests/bench.mjs` measures the same clients through the wasm package and the command line.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a benchmark reads the clock and prints"
)]

use std::hint::black_box;
use std::time::Instant;

use losen_core::model::{Environment, Plan};
use losen_core::rules::{Context, check};

const ROUNDS: usize = 5;
const CHECKS: usize = 20_000;

fn main() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");
    let cases = std::fs::read_dir(folder).expect("the golden cases are there");
    let read = |case: std::fs::DirEntry| {
        let text = std::fs::read_to_string(case.path().join("plan.json")).ok()?;
        Plan::from_json(serde_json::from_str(&text).ok()?).ok()
    };
    let plans: Vec<Plan> = cases.filter_map(|case| read(case.ok()?)).collect();
    let context = Context::new(Environment::Test);
    let mut micros: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            for at in 0..CHECKS {
                black_box(check(black_box(&plans[at % plans.len()]), &context));
            }
            start.elapsed().as_secs_f64() * 1e6 / CHECKS as f64
        })
        .collect();
    micros.sort_by(f64::total_cmp);
    let median = micros[ROUNDS / 2];
    println!(
        "native: {:.0} checks a second, {median:.1} µs each (median of {ROUNDS} rounds, {:.1} to {:.1}), {} clients",
        1e6 / median,
        micros[0],
        micros[ROUNDS - 1],
        plans.len()
    );
}
