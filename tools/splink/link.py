"""Links one Parquet file with Splink on DuckDB, as its tutorial does, and says how well.

link.py FILE tight|lean|wide [THREADS]

FILE has the columns of ../../../shared/tools/gen_people.py, the truth (`true_id`) among them; the truth
is used for the figures alone. Prints one line of JSON: seconds on the clock and of CPU, memory, the share
of the true pairs that were compared, and client F1 at p >= 0.5 and p >= 0.95. What is spent on these
figures is not counted.
"""
import json
import resource
import sys
import time

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

TIGHT = [
    block_on("last_name", "birth_date"),
    block_on("first_name", "birth_date"),
    block_on("first_name", "last_name", "zip"),
    block_on("first_name", "phone"),
]
LEAN = TIGHT + [
    block_on("phone"),
    block_on("address"),
    block_on("last_name", "zip"),
    block_on("first_name", "zip"),
    block_on("last_name", "mother_maiden_name"),
    block_on("first_name", "last_name"),
]
WIDE = LEAN + [
    block_on("last_name", "substr(birth_date, 1, 4)"),
    block_on("first_name", "substr(birth_date, 1, 4)", "sex"),
    block_on("last_name", "city"),
    block_on("birth_date", "substr(first_name, 1, 1)"),
    block_on("birth_date", "substr(last_name, 1, 1)"),
    block_on("first_name", "mother_maiden_name"),
]
RULES = {"tight": TIGHT, "lean": LEAN, "wide": WIDE}

COMPARISONS = [
    cl.NameComparison("first_name"),
    cl.NameComparison("last_name"),
    cl.DateOfBirthComparison("birth_date", input_is_string=True),
    cl.ExactMatch("sex"),
    cl.JaroWinklerAtThresholds("mother_maiden_name", [0.92, 0.8]),
    cl.JaroWinklerAtThresholds("address", [0.9]),
    cl.ExactMatch("zip"),
    cl.LevenshteinAtThresholds("phone", [1]),
]


def pairs_within(column, table, db):
    sizes = f"select count(*) as n from {table} group by {column}"
    return db.execute(f"select coalesce(sum(n * (n - 1) // 2), 0) from ({sizes})").fetchone()[0]


def share_compared(db, truth, rules):
    db.execute(f"create temp table true_pairs as select a.unique_id as one, b.unique_id as other "
               f"from {truth} a join {truth} b on a.true_id = b.true_id and a.unique_id < b.unique_id")
    rule_sql = [rule.get_blocking_rule("duckdb").blocking_rule_sql for rule in rules]
    found = " or ".join(f"coalesce({rule}, false)" for rule in rule_sql)
    return db.execute(f"select avg(cast(({found}) as int)) from true_pairs "
                      "join people l on one = l.unique_id join people r on other = r.unique_id").fetchone()[0]


def client_f1(db, clusters, truth):
    db.execute(f"create or replace temp table found as select c.cluster_id, p.true_id "
               f"from {clusters} c join {truth} p on c.unique_id = p.unique_id")
    said, true = pairs_within("cluster_id", "found", db), pairs_within("true_id", "found", db)
    both = pairs_within("(cluster_id, true_id)", "found", db)
    precision, recall = both / max(said, 1), both / max(true, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return round(f1, 4)


def main():
    path, mode = sys.argv[1], sys.argv[2]
    threads = int(sys.argv[3]) if len(sys.argv) > 3 else 2
    began = time.time()
    db = duckdb.connect()
    db.execute(f"set threads = {threads}")
    db.execute(f"create table people as select record_id as unique_id, * exclude (record_id) from '{path}'")
    db.execute("create table truth as select unique_id, true_id from people")
    db.execute("alter table people drop true_id")
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=COMPARISONS,
        blocking_rules_to_generate_predictions=RULES[mode],
        retain_matching_columns=False,
    )
    api = DuckDBAPI(connection=db)
    linker = Linker(api.register("people"), settings, log_level=40)
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("first_name", "last_name", "birth_date")], recall=0.6)
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    training.estimate_parameters_using_expectation_maximisation(
        block_on("first_name", "last_name"))
    training.estimate_parameters_using_expectation_maximisation(block_on("birth_date", "zip"))
    predicted = linker.inference.predict(threshold_match_probability=0.5)
    clusters = {
        threshold: linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold)
        for threshold in (0.5, 0.95)
    }
    seconds, usage = time.time() - began, resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({
        "mode": mode,
        "seconds": round(seconds, 2),
        "cpu": round(usage.ru_utime + usage.ru_stime, 2),
        "GiB": round(usage.ru_maxrss / 2**20, 3),
        "f1": [client_f1(db, found.physical_name, "truth") for found in clusters.values()],
        "compared": round(share_compared(db, "truth", RULES[mode]), 4),
    }))


main()
