// Runs the README's DuckDB query on the files that it names, pulled from the running service, and compares it with the API's own answer.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chdir } from "node:process";
import { DuckDBInstance } from "@duckdb/node-api";

const service = process.env.STANCE_URL;
const readme = await readFile(new URL("../../../README.md", import.meta.url), "utf8");
const section = readme.slice(readme.indexOf("## From notebooks and scripts"));
const query = section.match(/```sql\n(.*?)```/s)[1];
const pulls = [...section.matchAll(/curl -sf 'http:\/\/localhost:5080([^']+)' -o (\S+?)`/g)];
assert.equal(pulls.length, 2, "the README names the two files");

const folder = await mkdtemp(join(tmpdir(), "stance-duckdb-"));
try {
  chdir(folder);
  for (const [, path, file] of pulls) {
    const response = await fetch(service + path);
    assert.equal(response.status, 200);
    await writeFile(file, Buffer.from(await response.arrayBuffer()));
  }

  const database = await DuckDBInstance.create(":memory:");
  const connection = await database.connect();
  const rows = (await connection.runAndReadAll(query)).getRowObjectsJson();

  const page = await (await fetch(`${service}/v1/positions?question_id=contribute-troops&expand=actor&limit=500`)).json();
  const expected = page.items
    .map((item) => ({ key: [item.actor.name, item.id], name: item.actor.name, stance: item.stance, at: item.recorded_at, source_id: item.citations[0].source_id }))
    .sort((left, right) => (left.key < right.key ? -1 : 1));
  assert.ok(rows.length > 0);
  assert.deepEqual(
    rows.map(({ name, stance, source_id }) => ({ name, stance, source_id })),
    expected.map(({ name, stance, source_id }) => ({ name, stance, source_id })),
  );

  const columns = (await connection.runAndReadAll("DESCRIBE SELECT * FROM 'positions.parquet'")).getRowObjectsJson();
  const types = Object.fromEntries(columns.map((column) => [column.column_name, column.column_type]));
  assert.deepEqual([types.id, types.version, types.recorded_at, types.citations], ["VARCHAR", "BIGINT", "TIMESTAMP WITH TIME ZONE", "VARCHAR"]);
  const metadata = await connection.runAndReadAll("SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata('positions.parquet') ORDER BY key");
  const told = Object.fromEntries(metadata.getRowObjectsJson().map(({ key, value }) => [key, value]));
  assert.equal(told.count, "13");
  assert.ok(Number(told.snapshot) >= 44);
  console.log(`${rows.length} rows, as the API tells them`);
  connection.closeSync();
} finally {
  chdir(tmpdir());
  await rm(folder, { recursive: true });
}
