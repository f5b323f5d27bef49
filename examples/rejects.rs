//! Why rows of a run were refused: `cargo run --release --example rejects -- RUN_FOLDER` prints each
//! place and reason with how often it occurs. It prints no values.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;

use arrow::array::{Array, StringArray};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("give the folder of a run")?;
    let file = File::open(format!("{folder}/rejects.parquet"))?;
    let mut counts: BTreeMap<(String, String), u64> = BTreeMap::new();
    for batch in ParquetRecordBatchReaderBuilder::try_new(file)?.build()? {
        let batch = batch?;
        let column = |name: &str| -> Result<StringArray, Box<dyn Error>> {
            let column = batch.column_by_name(name).ok_or("not a file of rejects")?;
            let text = arrow::compute::cast(column, &arrow::datatypes::DataType::Utf8)?;
            Ok(text.as_any().downcast_ref::<StringArray>().ok_or("not text")?.clone())
        };
        let (fields, reasons) = (column("field")?, column("reason")?);
        for row in 0..batch.num_rows() {
            let field = if fields.is_null(row) { "" } else { fields.value(row) };
            *counts.entry((field.to_string(), reasons.value(row).to_string())).or_default() += 1;
        }
    }
    for ((field, reason), count) in counts {
        use std::io::Write as _;
        writeln!(std::io::stdout(), "{count:>7}  {field:<12} {reason}")?;
    }
    Ok(())
}
