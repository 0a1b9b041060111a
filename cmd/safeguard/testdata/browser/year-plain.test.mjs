// on: serve
// The first two years of a client in a browser that runs no scripts.
import { test } from "node:test";
import { wholeYear } from "./year.mjs";

test("two years of a client without JavaScript", wholeYear({ javaScriptEnabled: false }));
