// What the generated types must say. Nothing here runs: a wrong type does not compile.
import type { components, operations } from "./generated/stanceapi.js";

type Schemas = components["schemas"];

/** True for the same type only: `any`, `never` and `unknown` equal nothing but themselves. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Not<A extends boolean> = A extends true ? false : true;
type Assignable<From, To> = [From] extends [To] ? true : false;
type Answer<Operation extends keyof operations, Status extends number> =
  operations[Operation]["responses"] extends Record<Status, { content: infer Content }> ? Content[keyof Content] : "undocumented";

/** The names of the members that may be left out. */
type Optional<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];

/** The names of the members whose type says nothing: `never` or `any`. */
type Mute<T> = T extends string ? never : { [K in keyof T]-?: [NonNullable<T[K]>] extends [never] ? K : 0 extends 1 & T[K] ? K : never }[keyof T];

type Holds<Claims extends Record<string, true>> = Claims;

export type EnumsAreUnions = Holds<{
  kinds: Same<Schemas["ActorKind"], "person" | "organization" | "government" | "coalition" | "group" | "public">;
  categories: Same<Schemas["ArgumentCategory"], "moral" | "operational" | "diplomatic" | "risk">;
  directions: Same<Schemas["ArgumentDirection"], "pro" | "con">;
  named: Same<Schemas["Position"]["stance"], Schemas["Stance"]>;
  sorts: Assignable<"-stated_on", Schemas["PositionSort"]>;
}>;

export type NullIsWhereItCanBe = Holds<{
  text: Same<Schemas["Actor"]["country"], string | null>;
  always: Same<Schemas["Actor"]["name"], string>;
  word: Same<Schemas["Position"]["quotation"], Schemas["Quotation"] | null>;
  record: Same<Schemas["Citation"]["quote"], Schemas["Quote"] | null>;
  end: Same<Schemas["PositionPage"]["next"], string | null>;
}>;

export type AnswersHaveEveryMember = Holds<{
  questions: Same<Optional<Schemas["Question"]>, never>;
  sources: Same<Optional<Schemas["Source"]>, never>;
  actors: Same<Optional<Schemas["Actor"]>, "source" | "organizations">;
  positions: Same<Optional<Schemas["Position"]>, "actor" | "question" | "sources" | "arguments" | "reporters" | "speaker">;
  arguments: Same<Optional<Schemas["Argument"]>, "question" | "sources" | "arguments">;
  citations: Same<Optional<Schemas["Citation"]>, never>;
  pages: Same<Optional<Schemas["ActorPage"]>, "total">;
  problems: Same<Optional<Schemas["ProblemDocument"]>, "referrers">;
}>;

export type EveryMemberSaysSomething = Holds<{ [Name in keyof Schemas]: Same<Mute<Schemas[Name]>, never> }>;

export type ProblemsAreTyped = Holds<{
  unprocessable: Same<Answer<"createPosition", 422>, Schemas["ProblemDocument"]>;
  stale: Same<Answer<"patchActor", 412>, Schemas["ProblemDocument"]>;
  referred: Same<Answer<"retireActor", 409>, Schemas["ProblemDocument"]>;
  gone: Same<Answer<"getActor", 410>, Schemas["ProblemDocument"]>;
}>;

export type InputsAskForTheLeast = Holds<{
  actor: Assignable<{ name: string; kind: "person" }, Schemas["ActorInput"]>;
  kindIsAWord: Not<Assignable<{ name: string; kind: string }, Schemas["ActorInput"]>>;
  nameIsNeeded: Not<Assignable<{ kind: "person" }, Schemas["ActorInput"]>>;
  patch: Assignable<{ country: null }, Schemas["ActorPatch"]>;
}>;

export type WhatWasReadCanBeSentBack = Holds<{
  question: Assignable<Schemas["Question"], Schemas["QuestionInput"]>;
  actor: Assignable<Omit<Schemas["Actor"], Schemas["ActorExpansion"]>, Schemas["ActorInput"]>;
  source: Assignable<Schemas["Source"], Schemas["SourceInput"]>;
  position: Assignable<Omit<Schemas["Position"], Schemas["PositionExpansion"]>, Schemas["PositionInput"]>;
  argument: Assignable<Omit<Schemas["Argument"], Schemas["ArgumentExpansion"]>, Schemas["ArgumentInput"]>;
}>;
