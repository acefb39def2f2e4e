;; Finds bytes in memory at the speed of memory. Text may be searched without regard to the case of ASCII letters.
;;
;; A pattern is what search-pattern.ts makes of a needle:
;;
;;   0        4           8           12      13      14      15      16       272       528
;;   | u32    | u32       | u32       | u8    | u8    | u8    | u8    | u8     | u8      |
;;   | length | offset A  | offset B  | A     | fold A| B     | fold B| needle | fold    |
;;
;; A byte of the text equals one of the needle if it does after `or` with the fold: 0x20 for letters, else 0.
;; A and B are the needle's two rarest bytes. Where both stand at their offsets, 16 places at a time, the whole needle
;; is compared. Nothing is read behind the text's end; up to 15 bytes before its start are.

  ;; Where the needle first begins in the bytes `from` to `end - 1`, with all of it before `end`; -1 if nowhere.
  (func $find (export "find") (param $pattern i32) (param $from i32) (param $end i32) (result i32)
    (local $last i32) (local $at i32) (local $hit i32)
    (local $offsetA i32) (local $offsetB i32)
    (local $a v128) (local $foldA v128) (local $b v128) (local $foldB v128)
    (local $m0 v128) (local $m1 v128) (local $m2 v128) (local $m3 v128)
    (local.set $last (i32.sub (local.get $end) (i32.load (local.get $pattern))))
    (local.set $offsetA (i32.load offset=4 (local.get $pattern)))
    (local.set $offsetB (i32.load offset=8 (local.get $pattern)))
    (local.set $a (v128.load8_splat offset=12 (local.get $pattern)))
    (local.set $foldA (v128.load8_splat offset=13 (local.get $pattern)))
    (local.set $b (v128.load8_splat offset=14 (local.get $pattern)))
    (local.set $foldB (v128.load8_splat offset=15 (local.get $pattern)))

    ;; 64 places at a time.
    (block $fewer
      (loop $next
        (br_if $fewer (i32.gt_s (i32.add (local.get $from) (i32.const 63)) (local.get $last)))
        (local.set $at (i32.add (local.get $from) (local.get $offsetA)))
        (local.set $m0 (i8x16.eq (local.get $a) (v128.or (local.get $foldA) (v128.load (local.get $at)))))
        (local.set $m1 (i8x16.eq (local.get $a) (v128.or (local.get $foldA) (v128.load offset=16 (local.get $at)))))
        (local.set $m2 (i8x16.eq (local.get $a) (v128.or (local.get $foldA) (v128.load offset=32 (local.get $at)))))
        (local.set $m3 (i8x16.eq (local.get $a) (v128.or (local.get $foldA) (v128.load offset=48 (local.get $at)))))
        (local.set $at (i32.add (local.get $from) (local.get $offsetB)))
        (local.set $m0 (v128.and (local.get $m0)
          (i8x16.eq (local.get $b) (v128.or (local.get $foldB) (v128.load (local.get $at))))))
        (local.set $m1 (v128.and (local.get $m1)
          (i8x16.eq (local.get $b) (v128.or (local.get $foldB) (v128.load offset=16 (local.get $at))))))
        (local.set $m2 (v128.and (local.get $m2)
          (i8x16.eq (local.get $b) (v128.or (local.get $foldB) (v128.load offset=32 (local.get $at))))))
        (local.set $m3 (v128.and (local.get $m3)
          (i8x16.eq (local.get $b) (v128.or (local.get $foldB) (v128.load offset=48 (local.get $at))))))
        (if (v128.any_true (v128.or (v128.or (local.get $m0) (local.get $m1)) (v128.or (local.get $m2) (local.get $m3))))
          (then
            (local.set $hit (call $firstOf (local.get $pattern) (local.get $from)
              (i64.or
                (i64.or
                  (i64.extend_i32_u (i8x16.bitmask (local.get $m0)))
                  (i64.shl (i64.extend_i32_u (i8x16.bitmask (local.get $m1))) (i64.const 16)))
                (i64.or
                  (i64.shl (i64.extend_i32_u (i8x16.bitmask (local.get $m2))) (i64.const 32))
                  (i64.shl (i64.extend_i32_u (i8x16.bitmask (local.get $m3))) (i64.const 48))))))
            (if (i32.ne (local.get $hit) (i32.const -1)) (then (return (local.get $hit))))))
        (local.set $from (i32.add (local.get $from) (i32.const 64)))
        (br $next)))

    ;; 16 places at a time. The last 16 may begin before `from`; those places do not count.
    (loop $next
      (if (i32.gt_s (local.get $from) (local.get $last)) (then (return (i32.const -1))))
      (local.set $at (select
        (local.get $from)
        (i32.sub (local.get $last) (i32.const 15))
        (i32.lt_s (local.get $from) (i32.sub (local.get $last) (i32.const 15)))))
      (local.set $m0 (v128.and
        (i8x16.eq (local.get $a)
          (v128.or (local.get $foldA) (v128.load (i32.add (local.get $at) (local.get $offsetA)))))
        (i8x16.eq (local.get $b)
          (v128.or (local.get $foldB) (v128.load (i32.add (local.get $at) (local.get $offsetB)))))))
      (local.set $hit (call $firstOf (local.get $pattern) (local.get $at)
        (i64.and
          (i64.extend_i32_u (i8x16.bitmask (local.get $m0)))
          (i64.shl (i64.const -1) (i64.extend_i32_u (i32.sub (local.get $from) (local.get $at)))))))
      (if (i32.ne (local.get $hit) (i32.const -1)) (then (return (local.get $hit))))
      (local.set $from (i32.add (local.get $at) (i32.const 16)))
      (br $next))
    (unreachable))

  ;; The first of up to 64 places from `at` on where the whole needle stands; bit i of `places` stands for `at + i`.
  (func $firstOf (param $pattern i32) (param $at i32) (param $places i64) (result i32)
    (local $place i32)
    (loop $next
      (if (i64.eqz (local.get $places)) (then (return (i32.const -1))))
      (local.set $place (i32.add (local.get $at) (i32.wrap_i64 (i64.ctz (local.get $places)))))
      (if (call $stands (local.get $pattern) (local.get $place)) (then (return (local.get $place))))
      (local.set $places (i64.and (local.get $places) (i64.sub (local.get $places) (i64.const 1))))
      (br $next))
    (unreachable))

  ;; Whether the whole needle stands at `place`: 8 bytes at a time, then each of the rest.
  (func $stands (param $pattern i32) (param $place i32) (result i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $pattern) (i32.load (local.get $pattern))))
    (block $fewer
      (loop $next
        (br_if $fewer (i32.gt_s (i32.add (local.get $pattern) (i32.const 8)) (local.get $end)))
        (if (i64.ne
            (i64.load offset=16 (local.get $pattern))
            (i64.or (i64.load offset=272 (local.get $pattern)) (i64.load (local.get $place))))
          (then (return (i32.const 0))))
        (local.set $pattern (i32.add (local.get $pattern) (i32.const 8)))
        (local.set $place (i32.add (local.get $place) (i32.const 8)))
        (br $next)))
    (loop $next
      (if (i32.eq (local.get $pattern) (local.get $end)) (then (return (i32.const 1))))
      (if (i32.ne
          (i32.load8_u offset=16 (local.get $pattern))
          (i32.or (i32.load8_u offset=272 (local.get $pattern)) (i32.load8_u (local.get $place))))
        (then (return (i32.const 0))))
      (local.set $pattern (i32.add (local.get $pattern) (i32.const 1)))
      (local.set $place (i32.add (local.get $place) (i32.const 1)))
      (br $next))
    (unreachable))

  ;; Which of the messages 0 to `count - 1` have the needle in them. Message 0 begins at `start`; its index entry is at
  ;; `entry`, that of each further message 24 bytes before; what an entry says counts from `base`
  ;; (src/hub/entry.ts, src/hub/chunk.ts). Writes their numbers to `into`, at most `room`, and returns how many.
  (func (export "select") (param $pattern i32) (param $base i32) (param $start i32) (param $entry i32)
    (param $count i32) (param $into i32) (param $room i32) (result i32)
    (local $end i32) (local $hit i32) (local $message i32) (local $high i32) (local $middle i32) (local $selected i32)
    (local.set $end (call $textEnd (local.get $base) (local.get $entry) (i32.sub (local.get $count) (i32.const 1))))
    (block $done
      (loop $next
        (br_if $done (i32.eq (local.get $selected) (local.get $room)))
        (local.set $hit (call $find (local.get $pattern) (local.get $start) (local.get $end)))
        (br_if $done (i32.eq (local.get $hit) (i32.const -1)))

        ;; The message that ends first after the hit: often the next, else looked for by halves.
        (if (i32.le_s (call $textEnd (local.get $base) (local.get $entry) (local.get $message)) (local.get $hit))
          (then
            (local.set $high (i32.sub (local.get $count) (i32.const 1)))
            (local.set $message (i32.add (local.get $message) (i32.const 1)))
            (block $found
              (loop $halve
                (br_if $found (i32.eq (local.get $message) (local.get $high)))
                (local.set $middle (i32.shr_u (i32.add (local.get $message) (local.get $high)) (i32.const 1)))
                (if (i32.le_s (call $textEnd (local.get $base) (local.get $entry) (local.get $middle)) (local.get $hit))
                  (then (local.set $message (i32.add (local.get $middle) (i32.const 1))))
                  (else (local.set $high (local.get $middle))))
                (br $halve)))))

        ;; A hit that reaches beyond its message, or holds the LF behind it, is none; nor is there a later one in it.
        (local.set $start (call $textEnd (local.get $base) (local.get $entry) (local.get $message)))
        (if (i32.lt_s (i32.add (local.get $hit) (i32.load (local.get $pattern))) (local.get $start))
          (then
            (i32.store
              (i32.add (local.get $into) (i32.shl (local.get $selected) (i32.const 2)))
              (local.get $message))
            (local.set $selected (i32.add (local.get $selected) (i32.const 1)))))
        (local.set $message (i32.add (local.get $message) (i32.const 1)))
        (br_if $done (i32.eq (local.get $message) (local.get $count)))
        (br $next)))
    (local.get $selected))

  ;; Where the text of a message ends, its LF included.
  (func $textEnd (param $base i32) (param $entry i32) (param $message i32) (result i32)
    (i32.add
      (local.get $base)
      (i32.load offset=8 (i32.sub (local.get $entry) (i32.mul (local.get $message) (i32.const 24))))))
