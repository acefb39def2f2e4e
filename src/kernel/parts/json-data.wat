;; Structured data as JSON, as JsonStructuredData (src/formatter/json-structured-data.ts) writes it.

  ;; Writes `,"structured_data":{"id":{"name":["value"]}}` for what $structuredDataEnd has found at `at`. 0 where something
  ;; has to be escaped, and where an id, or a name within an element, occurs twice or may do so.
  (func $jsonData (param $at i32) (param $to i32) (result i32)
    (local $part i32) (local $end i32) (local $ids i32) (local $names i32) (local $byte i32)
    (v128.store (local.get $to) (v128.load (i32.const 0x10780)))
    ;; `a":`
    (i32.store offset=16 (local.get $to) (i32.const 0x3a2261))
    (local.set $to (i32.add (local.get $to) (i32.const 19)))
    (local.set $part (global.get $PARTS))
    (loop $next
      (local.set $byte (i32.load8_u (local.get $at)))
      (if (i32.eq (local.get $byte) (i32.const 0x5b))
        (then
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (local.set $end (i32.load (local.get $part)))
          (local.set $part (i32.add (local.get $part) (i32.const 4)))
          (if (i32.eqz (call $isNew (global.get $IDS) (local.get $ids) (local.get $at) (local.get $end))) (then (return (i32.const 0))))
          ;; `{"` or `,"`
          (i32.store16 (local.get $to) (select (i32.const 0x222c) (i32.const 0x227b) (local.get $ids)))
          (local.set $ids (i32.add (local.get $ids) (i32.const 8)))
          (local.set $names (i32.const 0))
          (local.set $to (call $copy (local.get $at) (local.get $end) (i32.add (local.get $to) (i32.const 2))))
          ;; `":{`
          (i32.store (local.get $to) (i32.const 0x7b3a22))
          (local.set $to (i32.add (local.get $to) (i32.const 3)))
          (local.set $at (local.get $end))
          (br $next)))
      (if (i32.eq (local.get $byte) (i32.const 0x5d))
        (then
          (i32.store8 (local.get $to) (i32.const 0x7d))
          (local.set $to (i32.add (local.get $to) (i32.const 1)))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br_if $next (i32.ne (local.get $at) (global.get $dataEnd)))
          (i32.store8 (local.get $to) (i32.const 0x7d))
          (return (i32.add (local.get $to) (i32.const 1)))))
      ;; A space: a parameter.
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (local.set $end (i32.load (local.get $part)))
      (if (i32.eqz (call $isNew (global.get $NAMES) (local.get $names) (local.get $at) (local.get $end))) (then (return (i32.const 0))))
      ;; `,"` or `"`
      (i32.store16 (local.get $to) (select (i32.const 0x222c) (i32.const 0x22) (local.get $names)))
      (local.set $to (i32.add (local.get $to) (select (i32.const 2) (i32.const 1) (local.get $names))))
      (local.set $names (i32.add (local.get $names) (i32.const 8)))
      (local.set $to (call $copy (local.get $at) (local.get $end) (local.get $to)))
      ;; `":["`
      (i32.store (local.get $to) (i32.const 0x225b3a22))
      (local.set $at (i32.add (local.get $end) (i32.const 2)))
      (local.set $end (i32.load offset=4 (local.get $part)))
      (local.set $part (i32.add (local.get $part) (i32.const 8)))
      (local.set $to (call $jsonText (local.get $at) (local.get $end) (i32.add (local.get $to) (i32.const 4))))
      (if (i32.eqz (local.get $to)) (then (return (i32.const 0))))
      ;; `"]`
      (i32.store16 (local.get $to) (i32.const 0x5d22))
      (local.set $to (i32.add (local.get $to) (i32.const 2)))
      (local.set $at (i32.add (local.get $end) (i32.const 1)))
      (br $next))
    (unreachable))

  ;; Remembers the name from `at` to `end - 1` at `seen + known`; whether it is for certain none of those remembered there
  ;; before. Of the names a number each is kept that depends on their first and last eight bytes: where these are the same, the
  ;; names may be. A name with a backslash is treated as if it occurred twice.
  (func $isNew (param $seen i32) (param $known i32) (param $at i32) (param $end i32) (result i32)
    (local $number i64) (local $unused i64) (local $i i32)
    (if (i32.eqz (call $isPlain (local.get $at) (local.get $end))) (then (return (i32.const 0))))
    ;; Bits of eight bytes that do not belong to the name, if it is shorter.
    (local.set $unused (i64.shl
      (i64.extend_i32_u (select
        (i32.sub (i32.const 8) (i32.sub (local.get $end) (local.get $at)))
        (i32.const 0)
        (i32.lt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 8))))
      (i64.const 3)))
    (local.set $number (i64.xor
      (i64.shl (i64.load (local.get $at)) (local.get $unused))
      (i64.rotl (i64.shr_u (i64.load (i32.sub (local.get $end) (i32.const 8))) (local.get $unused)) (i64.const 29))))
    (i64.store (i32.add (local.get $seen) (local.get $known)) (local.get $number))
    (loop $next
      (if (i32.eq (local.get $i) (local.get $known)) (then (return (i32.const 1))))
      (if (i64.eq (i64.load (i32.add (local.get $seen) (local.get $i))) (local.get $number)) (then (return (i32.const 0))))
      (local.set $i (i32.add (local.get $i) (i32.const 8)))
      (br $next))
    (unreachable))
