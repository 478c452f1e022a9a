#!/usr/bin/env node
import "../dist/eval-postgres.js";
