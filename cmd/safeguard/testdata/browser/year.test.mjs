// on: serve
// The first two years of a client, by mouse and by keys.
import { test } from "node:test";
import { wholeYear } from "./year.mjs";

test("two years of a client", wholeYear({ javaScriptEnabled: true }));
