;; Reads the numbers that senders give their messages (RFC 5424, section 7.3.1), as SequenceId (src/losses/sequence-id.ts) does.

  ;; Reads those of `count` messages, 2^16 at the most. Message 0 begins at `start`; its index entry is at `entry`, that of each
  ;; further message 24 bytes before; what an entry says counts from `base` (src/hub/entry.ts, src/hub/chunk.ts). Leaves at `into`, for
  ;; each run of messages one behind the other whose numbers go on and whose sender is the same, 16 bytes: which message is the first
  ;; and how many follow it, as two 16-bit numbers; its number, and where HOSTNAME begins and ends, counted from `base`. The number is
  ;; -1 where that is left to SequenceId, of one message each. Returns how many runs these are. 20 ns a message that has a number,
  ;; 13 ns another.
  (func (export "sequenceIds") (param $base i32) (param $start i32) (param $entry i32) (param $count i32) (param $into i32) (result i32)
    (local $end i32) (local $message i32) (local $number i32) (local $row i32)
    (local.set $row (local.get $into))
    (loop $next
      (local.set $end (i32.sub (i32.add (local.get $base) (i32.load offset=8 (local.get $entry))) (i32.const 1)))
      (local.set $number (call $sequenceId (local.get $base) (local.get $start) (local.get $end) (local.get $row)))
      (block $done
        (br_if $done (i32.eqz (local.get $number)))
        (if (i32.ne (local.get $row) (local.get $into))
          (then (br_if $done (call $goesOn (local.get $base) (local.get $entry) (local.get $message) (local.get $number) (local.get $row)))))
        (i32.store (local.get $row) (local.get $message))
        (i32.store offset=4 (local.get $row) (local.get $number))
        (local.set $row (i32.add (local.get $row) (i32.const 16))))
      (local.set $start (i32.add (local.get $end) (i32.const 1)))
      (local.set $entry (i32.sub (local.get $entry) (i32.const 24)))
      (br_if $next (i32.lt_u (local.tee $message (i32.add (local.get $message) (i32.const 1))) (local.get $count))))
    (i32.shr_u (i32.sub (local.get $row) (local.get $into)) (i32.const 4)))

  ;; Adds the message to the run before the row, if it goes on with it.
  (func $goesOn (param $base i32) (param $entry i32) (param $message i32) (param $number i32) (param $row i32) (result i32)
    (local $run i32) (local $first i32) (local $count i32)
    (local.set $run (i32.sub (local.get $row) (i32.const 16)))
    (local.set $first (i32.load offset=4 (local.get $run)))
    (local.set $count (i32.add (i32.load16_u offset=2 (local.get $run)) (i32.const 1)))
    (if (i32.or
          (i32.or
            (i32.eq (local.get $first) (i32.const -1))
            (i32.ne (local.get $number) (i32.add (local.get $first) (local.get $count))))
          (i32.ne (local.get $message) (i32.add (i32.load16_u (local.get $run)) (local.get $count))))
      (then (return (i32.const 0))))
    ;; Origin, listener and flags.
    (if (i32.eqz (i32.and
          (i64.eq (i64.load offset=12 (local.get $entry)) (i64.load offset=36 (local.get $entry)))
          (i32.eqz (i32.and (i32.const 0xffffff00)
            (i32.xor (i32.load offset=20 (local.get $entry)) (i32.load offset=44 (local.get $entry)))))))
      (then (return (i32.const 0))))
    (if (i32.eqz (call $areEqual
          (i32.add (local.get $base) (i32.load offset=8 (local.get $run))) (i32.add (local.get $base) (i32.load offset=12 (local.get $run)))
          (i32.add (local.get $base) (i32.load offset=8 (local.get $row))) (i32.add (local.get $base) (i32.load offset=12 (local.get $row)))))
      (then (return (i32.const 0))))
    (i32.store16 offset=2 (local.get $run) (local.get $count))
    (i32.const 1))

  ;; Whether two texts are the same.
  (func $areEqual (param $at i32) (param $end i32) (param $other i32) (param $otherEnd i32) (result i32)
    (local $left i32)
    (local.set $left (i32.sub (local.get $end) (local.get $at)))
    (if (i32.ne (local.get $left) (i32.sub (local.get $otherEnd) (local.get $other))) (then (return (i32.const 0))))
    (block $rest (loop $next
      (br_if $rest (i32.lt_u (local.get $left) (i32.const 8)))
      (if (i64.ne (i64.load (local.get $at)) (i64.load (local.get $other))) (then (return (i32.const 0))))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (local.set $other (i32.add (local.get $other) (i32.const 8)))
      (local.set $left (i32.sub (local.get $left) (i32.const 8)))
      (br $next)))
    (if (i32.eqz (local.get $left)) (then (return (i32.const 1))))
    (i64.eqz (i64.shl
      (i64.xor (i64.load (local.get $at)) (i64.load (local.get $other)))
      (i64.extend_i32_u (i32.sub (i32.const 64) (i32.shl (local.get $left) (i32.const 3)))))))

  ;; Leaves in the row where HOSTNAME is, and returns the number.
  (func $sequenceId (param $base i32) (param $start i32) (param $end i32) (param $row i32) (result i32)
    (local $window i32) (local $spaces i64) (local $left i32) (local $at i32) (local $digit i32) (local $digits i32) (local $number i64)
    (local.set $window (local.get $start))
    (local.set $spaces (call $spacesAt (local.get $window)))
    ;; Up to the sixth space, behind MSGID.
    (local.set $left (i32.const 6))
    (loop $next
      (block $found (loop $more
        (br_if $found (i64.ne (local.get $spaces) (i64.const 0)))
        (local.set $window (i32.add (local.get $window) (i32.const 64)))
        (if (i32.ge_u (local.get $window) (local.get $end)) (then (return (i32.const 0))))
        (local.set $spaces (call $spacesAt (local.get $window)))
        (br $more)))
      (local.set $at (i32.add (local.get $window) (i32.wrap_i64 (i64.ctz (local.get $spaces)))))
      (local.set $spaces (i64.and (local.get $spaces) (i64.sub (local.get $spaces) (i64.const 1))))
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const 0))))
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      ;; `>1` before the first; of a BSD message, what follows would be text.
      (if (i32.eq (local.get $left) (i32.const 5))
        (then (if (i32.ne (i32.load16_u (i32.sub (local.get $at) (i32.const 2))) (i32.const 0x313e)) (then (return (i32.const 0))))))
      (if (i32.eq (local.get $left) (i32.const 4))
        (then (i32.store offset=8 (local.get $row) (i32.add (i32.sub (local.get $at) (local.get $base)) (i32.const 1)))))
      (if (i32.eq (local.get $left) (i32.const 3))
        (then (i32.store offset=12 (local.get $row) (i32.sub (local.get $at) (local.get $base)))))
      (br_if $next (local.get $left)))

    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x5b)) (then (return (i32.const 0))))
    ;; `[meta sequenceId="`, which has no LF, as there is behind the message.
    (if (i32.eqz (i32.and
        (i8x16.all_true (i8x16.eq
          (v128.load (local.get $at))
          (v128.const i8x16 0x5b 0x6d 0x65 0x74 0x61 0x20 0x73 0x65 0x71 0x75 0x65 0x6e 0x63 0x65 0x49 0x64)))
        (i32.eq (i32.load16_u offset=16 (local.get $at)) (i32.const 0x223d))))
      (then (return (i32.const -1))))
    (local.set $at (i32.add (local.get $at) (i32.const 18)))
    (block $done (loop $next
      (br_if $done (i32.eq (local.get $digits) (i32.const 10)))
      (local.set $digit (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))
      (br_if $done (i32.gt_u (local.get $digit) (i32.const 9)))
      (local.set $number (i64.add (i64.mul (local.get $number) (i64.const 10)) (i64.extend_i32_u (local.get $digit))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (local.set $digits (i32.add (local.get $digits) (i32.const 1)))
      (br $next)))
    (select (i32.wrap_i64 (local.get $number)) (i32.const 0) (i32.and
      (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x22))
      (i64.le_u (local.get $number) (i64.const 0x7fffffff)))))

  ;; Which of 64 bytes are spaces.
  (func $spacesAt (param $at i32) (result i64)
    (local $space v128)
    (local.set $space (i8x16.splat (i32.const 0x20)))
    (i64.or
      (i64.or
        (i64.extend_i32_u (i8x16.bitmask (i8x16.eq (v128.load (local.get $at)) (local.get $space))))
        (i64.shl (i64.extend_i32_u (i8x16.bitmask (i8x16.eq (v128.load offset=16 (local.get $at)) (local.get $space)))) (i64.const 16)))
      (i64.or
        (i64.shl (i64.extend_i32_u (i8x16.bitmask (i8x16.eq (v128.load offset=32 (local.get $at)) (local.get $space)))) (i64.const 32))
        (i64.shl (i64.extend_i32_u (i8x16.bitmask (i8x16.eq (v128.load offset=48 (local.get $at)) (local.get $space)))) (i64.const 48)))))
