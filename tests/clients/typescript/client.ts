// A client as a user would write one: generated types, openapi-fetch, and the running service at STANCE_URL.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import createClient from "openapi-fetch";
import type { components, paths } from "./generated/stanceapi.js";

type Actor = components["schemas"]["Actor"];
type ActorInput = components["schemas"]["ActorInput"];
type Position = components["schemas"]["Position"];
type Problem = components["schemas"]["ProblemDocument"];
type Stance = components["schemas"]["Stance"];

const api = createClient<paths>({
  baseUrl: setting("STANCE_URL"),
  headers: { Authorization: `Bearer ${setting("STANCE_KEY")}` },
});

/** Actors that only this run knows. */
const run = randomUUID().slice(0, 8);
const id = `analyst-${run}`;

const steps: Record<string, () => Promise<void>> = {
  "POST creates once for one Idempotency-Key": async () => {
    const input: ActorInput = { id, name: "An analyst", kind: "person", country: "PK", roles: [{ title: "Analyst" }] };
    const key = { "Idempotency-Key": randomUUID() };

    const first = await api.POST("/v1/actors", { body: input, params: { header: key } });
    const again = await api.POST("/v1/actors", { body: input, params: { header: key } });

    const actor = answered(first);
    assert.equal(first.response.status, 201);
    assert.equal(first.response.headers.get("Location"), `/v1/actors/${id}`);
    assert.equal(actor.version, 1);
    assert.equal(actor.roles[0]?.organization_id, null);
    assert.deepEqual(answered(again), actor);
    assert.equal(again.response.headers.get("Idempotency-Replayed"), "true");
  },

  "GET answers the record with its ETag, and 304 to whoever holds it": async () => {
    const read = await readActor();
    const current = await api.GET("/v1/actors/{id}", { params: { path: { id }, header: { "If-None-Match": read.etag } } });

    const kind: Actor["kind"] = read.actor.kind;
    assert.equal(kind, "person");
    assert.match(read.etag, /^"[^"]+"$/);
    assert.equal(current.response.status, 304);
    assert.equal(current.data, undefined);
  },

  "PUT replaces the version that If-Match names": async () => {
    const { actor, etag } = await readActor();

    const put = await api.PUT("/v1/actors/{id}", {
      params: { path: { id }, header: { "If-Match": etag } },
      body: { ...actor, aliases: ["The analyst"] },
    });

    assert.equal(put.response.status, 200);
    assert.deepEqual(answered(put).aliases, ["The analyst"]);
    assert.equal(answered(put).version, actor.version + 1);
  },

  "PATCH changes only what it names, and null empties": async () => {
    const { actor, etag } = await readActor();

    const patched = await api.PATCH("/v1/actors/{id}", {
      params: { path: { id }, header: { "If-Match": etag } },
      body: { description: "Reads the statements.", country: null },
      headers: { "Content-Type": "application/merge-patch+json" },
    });

    const changed = answered(patched);
    assert.equal(changed.description, "Reads the statements.");
    assert.equal(changed.country, null);
    assert.deepEqual(changed.aliases, actor.aliases);
  },

  "What was read can be sent back, and makes no version": async () => {
    const { actor, etag } = await readActor();
    const source = answered(await api.GET("/v1/sources/{id}", { params: { path: { id: "news-report-2025-10-28" } } }));

    const put = await api.PUT("/v1/actors/{id}", { params: { path: { id }, header: { "If-Match": etag } }, body: actor });
    const putSource = await api.PUT("/v1/sources/{id}", { params: { path: { id: source.id } }, body: source });

    assert.deepEqual(answered(put), actor);
    assert.deepEqual(answered(putSource), source);
  },

  "A stale If-Match is a typed 412 with the current ETag": async () => {
    const { etag } = await readActor();

    const { error, response } = await api.PUT("/v1/actors/{id}", {
      params: { path: { id }, header: { "If-Match": '"stale"' } },
      body: { name: "Somebody else", kind: "person" },
    });

    assert.equal(response.status, 412);
    assert.equal(response.headers.get("ETag"), etag);
    assert.equal(refused(error).code, "precondition_failed");
  },

  "A broken rule is a typed 422 that names the place": async () => {
    const { error, response } = await api.POST("/v1/positions", {
      body: {
        actor_id: id,
        question_id: "contribute-troops",
        stance: "support",
        modality: "conditional",
        capacity: "official",
        attribution: "on_record",
        stated_on: "2025-10-28",
        citations: [{ source_id: "news-report-2025-10-28", locator: { paragraph: 6 } }],
      },
    });

    const problem = refused(error);
    assert.equal(response.status, 422);
    assert.equal(problem.code, "conditional_without_requirement");
    assert.deepEqual(problem.errors.map((each) => each.pointer), ["/conditions"]);
  },

  "Paging by limit and cursor gives every record once": async () => {
    const listed: Position[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const page: components["schemas"]["PositionPage"] = answered(
        await api.GET("/v1/positions", { params: { query: { limit: 5, count: true, sort: "-stated_on", ...(cursor && { cursor }) } } }),
      );
      listed.push(...page.items);
      cursor = page.next;
      pages++;
      assert.equal(page.total, 13);
    } while (cursor !== null);

    assert.equal(listed.length, 13);
    assert.equal(new Set(listed.map((position) => position.id)).size, 13);
    assert.ok(pages >= 3);
  },

  "A repeated filter means any of, different ones all of": async () => {
    const wanted: Stance[] = ["support", "oppose"];

    const { items } = answered(
      await api.GET("/v1/positions", { params: { query: { stance: wanted, question_id: ["contribute-troops"], "stated_on.gte": "2025" } } }),
    );

    assert.deepEqual(new Set(items.map((position) => position.stance)), new Set(wanted));
    assert.ok(items.every((position) => position.question_id === "contribute-troops"));
  },

  "expand adds typed records": async () => {
    const position = answered(
      await api.GET("/v1/positions/{id}", {
        params: { path: { id: "s2-asif-supports-under-conditions" }, query: { expand: ["actor", "question", "arguments"] } },
      }),
    );

    assert.equal(position.actor?.name, "Khawaja Asif");
    assert.equal(position.question?.status, "open");
    assert.deepEqual(position.arguments?.map((argument) => argument.category), ["moral", "diplomatic"]);
    assert.equal(position.sources, undefined);
  },

  "fields answers only these members": async () => {
    const { items } = answered(await api.GET("/v1/actors", { params: { query: { fields: ["id", "name"], limit: 1 } } }));

    const some: Pick<Actor, "id" | "name">[] = items;
    assert.deepEqual(some.flatMap(Object.keys), ["id", "name"]);
  },

  "Null members narrow": async () => {
    const { items } = answered(await api.GET("/v1/positions", { params: { query: { actor_id: ["khawaja-asif"] } } }));

    const citations = items.flatMap((position) => position.citations);
    const quoted = citations.flatMap((citation) => (citation.quote === null ? [] : [citation.quote.exact]));
    const lengths = citations.flatMap(({ span }) => (span === null ? [] : [span.end - span.start]));
    const paragraphs = citations.map((citation) => citation.locator?.paragraph ?? null);

    assert.ok(quoted.includes("moment of pride"));
    assert.ok(quoted.length < citations.length);
    assert.ok(lengths.every((length) => length > 0));
    assert.ok(paragraphs.includes(6));
  },

  "DELETE retires: 204, then a typed 410; what is referred to is a typed 409": async () => {
    const retired = await api.DELETE("/v1/actors/{id}", { params: { path: { id } } });
    const gone = await api.GET("/v1/actors/{id}", { params: { path: { id } } });
    const referred = await api.DELETE("/v1/questions/{id}", { params: { path: { id: "un-mandate" } } });

    assert.equal(retired.response.status, 204);
    assert.equal(gone.response.status, 410);
    assert.equal(refused(gone.error).code, "retired");
    assert.equal(refused(referred.error).referrers?.counts["positions"], 1);
  },
};

async function readActor(): Promise<{ actor: Actor; etag: string }> {
  const read = await api.GET("/v1/actors/{id}", { params: { path: { id } } });
  const etag = read.response.headers.get("ETag");
  assert.ok(etag);
  return { actor: answered(read), etag };
}

/** The data of an answer, or an error that shows the problem. */
function answered<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  assert.ok(answer.data !== undefined, `${answer.response.status} ${JSON.stringify(answer.error)}`);
  return answer.data;
}

/** The problem of a refusal; the type of the argument is the generated client's own. */
function refused(error: Problem | undefined): Problem {
  assert.ok(error, "answered where a problem was expected");
  assert.match(error.trace_id, /./);
  return error;
}

function setting(name: string): string {
  const value = process.env[name];
  assert.ok(value, `${name} is not set`);
  return value;
}

for (const [name, step] of Object.entries(steps)) {
  await step().catch((cause: unknown) => {
    throw new Error(`failed: ${name}`, { cause });
  });
  console.log(`ok: ${name}`);
}
