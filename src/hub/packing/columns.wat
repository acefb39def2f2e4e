;; Puts values in order of columns, and writes columns as bits; format.ts says how they are kept, column-writer.ts which way
;; each is.
;;
;; All of it is in the memory of take-apart.wat, which disassembly.ts divides. A column is f64s one after the other, whole
;; numbers of up to 53 bits, at an address.
;;
;;   values, firstParts, templateOf    as in take-apart.wat
;;   partNumbers                       i16: the number of the column that a part's slot has
;;   nextPlaces                        i32: for each number, where the next value of its column goes
;;   column                            the last column that was made of the messages or of their index entries
;;   scratch                           differences or places of a column
;;   range                             f64: the least and the largest value, the least and the largest difference, the first value
;;   table                             f64: the values that occur in a column
;;   tableSlots                        open addressing, u16: a place in the table + 1
;;   bits                              what has been written
(module
  (import "packing" "memory" (memory 1))
  (import "packing" "values" (global $values i32))
  (import "packing" "firstParts" (global $firstParts i32))
  (import "packing" "templateOf" (global $templateOf i32))
  (import "packing" "partNumbers" (global $partNumbers i32))
  (import "packing" "nextPlaces" (global $nextPlaces i32))
  (import "packing" "column" (global $column i32))
  (import "packing" "scratch" (global $scratch i32))
  (import "packing" "range" (global $range i32))
  (import "packing" "table" (global $table i32))
  (import "packing" "tableSlots" (global $tableSlots i32))
  (import "packing" "bits" (global $bits i32))
  ;; Secret, as in take-apart.wat.
  (import "packing" "seed" (global $seed i64))
  (global $factor i64 (i64.const 0x9e3779b97f4a7c15))

  ;; Where the next bits go.
  (global $bitsEnd (export "bitsEnd") (mut i32) (i32.const 0))

  (func (export "clearBits")
    (global.set $bitsEnd (global.get $bits)))

  ;; Puts the values of so many messages where `nextPlaces` says.
  (func (export "sort") (param $count i32)
    (local $message i32) (local $end i32) (local $value i32) (local $part i32) (local $lastPart i32) (local $next i32)
    (local $place i32)
    (local.set $value (global.get $values))
    (local.set $message (global.get $templateOf))
    (local.set $end (i32.add (local.get $message) (i32.shl (local.get $count) (i32.const 1))))
    (loop $messages
      (local.set $next (i32.add (global.get $firstParts) (i32.shl (i32.load16_u (local.get $message)) (i32.const 2))))
      (local.set $part (i32.add (global.get $partNumbers) (i32.shl (i32.load (local.get $next)) (i32.const 1))))
      (local.set $lastPart (i32.sub
        (i32.add (global.get $partNumbers) (i32.shl (i32.load offset=4 (local.get $next)) (i32.const 1)))
        (i32.const 2)))
      (block $done (loop $parts
        (br_if $done (i32.ge_u (local.get $part) (local.get $lastPart)))
        (local.set $next (i32.add (global.get $nextPlaces) (i32.shl (i32.load16_u (local.get $part)) (i32.const 2))))
        (local.set $place (i32.load (local.get $next)))
        (i32.store (local.get $next) (i32.add (local.get $place) (i32.const 8)))
        (f64.store (local.get $place) (f64.load (local.get $value)))
        (local.set $value (i32.add (local.get $value) (i32.const 8)))
        (local.set $part (i32.add (local.get $part) (i32.const 2)))
        (br $parts)))
      (local.set $message (i32.add (local.get $message) (i32.const 2)))
      (br_if $messages (i32.lt_u (local.get $message) (local.get $end)))))

  ;; Makes a column of the templates of so many messages.
  (func (export "templates") (param $count i32)
    (local $message i32) (local $end i32) (local $to i32)
    (local.set $message (global.get $templateOf))
    (local.set $end (i32.add (local.get $message) (i32.shl (local.get $count) (i32.const 1))))
    (local.set $to (global.get $column))
    (loop $next
      (f64.store (local.get $to) (f64.convert_i32_u (i32.load16_u (local.get $message))))
      (local.set $to (i32.add (local.get $to) (i32.const 8)))
      (local.set $message (i32.add (local.get $message) (i32.const 2)))
      (br_if $next (i32.lt_u (local.get $message) (local.get $end)))))

  ;; Makes a column of the times of so many entries, the first of which is at `entry` and the others before it. Returns
  ;; whether all of them are whole numbers from 0 to `most`.
  (func (export "times") (param $entry i32) (param $count i32) (param $most f64) (result i32)
    (local $to i32) (local $end i32) (local $time f64) (local $isRight i32)
    (local.set $to (global.get $column))
    (local.set $end (i32.add (local.get $to) (i32.shl (local.get $count) (i32.const 3))))
    (local.set $isRight (i32.const 1))
    (loop $next
      (local.set $time (f64.load (local.get $entry)))
      (local.set $isRight (i32.and (local.get $isRight) (i32.and
        (i32.and (f64.ge (local.get $time) (f64.const 0)) (f64.le (local.get $time) (local.get $most)))
        (f64.eq (local.get $time) (f64.floor (local.get $time))))))
      (f64.store (local.get $to) (local.get $time))
      (local.set $entry (i32.sub (local.get $entry) (i32.const 24)))
      (local.set $to (i32.add (local.get $to) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $to) (local.get $end))))
    (local.get $isRight))

  ;; Makes a column of a word of so many entries, `field` bytes from where each begins.
  (func (export "words") (param $entry i32) (param $count i32) (param $field i32)
    (local $to i32) (local $end i32)
    (local.set $entry (i32.add (local.get $entry) (local.get $field)))
    (local.set $to (global.get $column))
    (local.set $end (i32.add (local.get $to) (i32.shl (local.get $count) (i32.const 3))))
    (loop $next
      (f64.store (local.get $to) (f64.convert_i32_u (i32.load (local.get $entry))))
      (local.set $entry (i32.sub (local.get $entry) (i32.const 24)))
      (local.set $to (i32.add (local.get $to) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $to) (local.get $end)))))

  ;; Finds the range of a column's values and that of what each is more than the one before it, and the first value. Of one
  ;; value there are no differences, and their range is that of nothing: from infinity to minus infinity.
  (func (export "measure") (param $at i32) (param $count i32)
    (local $end i32) (local $these v128) (local $others v128) (local $step v128)
    (local $min v128) (local $max v128) (local $minStep v128) (local $maxStep v128)
    (local.set $min (v128.load64_splat (local.get $at)))
    (local.set $max (local.get $min))
    (f64.store offset=32 (global.get $range) (f64.load (local.get $at)))
    (local.set $minStep (f64x2.splat (f64.const inf)))
    (local.set $maxStep (f64x2.splat (f64.const -inf)))
    ;; Where the last value but one stands, behind which there is one difference.
    (local.set $end (i32.add (local.get $at) (i32.shl (i32.sub (local.get $count) (i32.const 2)) (i32.const 3))))
    (block $done (loop $next
      (br_if $done (i32.gt_s (local.get $at) (local.get $end)))
      ;; Two values and those behind them; at the end one, twice.
      (if (i32.lt_u (local.get $at) (local.get $end))
        (then
          (local.set $these (v128.load (local.get $at)))
          (local.set $others (v128.load offset=8 (local.get $at))))
        (else
          (local.set $these (v128.load64_splat (local.get $at)))
          (local.set $others (v128.load64_splat offset=8 (local.get $at)))))
      (local.set $step (f64x2.sub (local.get $others) (local.get $these)))
      (local.set $min (f64x2.pmin (local.get $min) (local.get $others)))
      (local.set $max (f64x2.pmax (local.get $max) (local.get $others)))
      (local.set $minStep (f64x2.pmin (local.get $minStep) (local.get $step)))
      (local.set $maxStep (f64x2.pmax (local.get $maxStep) (local.get $step)))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br $next)))
    (f64.store (global.get $range)
      (f64.min (f64x2.extract_lane 0 (local.get $min)) (f64x2.extract_lane 1 (local.get $min))))
    (f64.store offset=8 (global.get $range)
      (f64.max (f64x2.extract_lane 0 (local.get $max)) (f64x2.extract_lane 1 (local.get $max))))
    (f64.store offset=16 (global.get $range)
      (f64.min (f64x2.extract_lane 0 (local.get $minStep)) (f64x2.extract_lane 1 (local.get $minStep))))
    (f64.store offset=24 (global.get $range)
      (f64.max (f64x2.extract_lane 0 (local.get $maxStep)) (f64x2.extract_lane 1 (local.get $maxStep)))))

  ;; Collects the values that occur in a column, in that order. Returns how many they are, 0 when more than `most`.
  (func (export "collect") (param $at i32) (param $count i32) (param $most i32) (result i32)
    (local $end i32) (local $slot i32) (local $found i32)
    (memory.fill (global.get $tableSlots) (i32.const 0) (i32.const 2048))
    (local.set $end (i32.add (local.get $at) (i32.shl (local.get $count) (i32.const 3))))
    (loop $next
      (local.set $slot (call $slot (f64.load (local.get $at))))
      (if (i32.eqz (i32.load16_u (local.get $slot)))
        (then
          (if (i32.eq (local.get $found) (local.get $most)) (then (return (i32.const 0))))
          (f64.store
            (i32.add (global.get $table) (i32.shl (local.get $found) (i32.const 3)))
            (f64.load (local.get $at)))
          (local.set $found (i32.add (local.get $found) (i32.const 1)))
          (i32.store16 (local.get $slot) (local.get $found))))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (local.get $end))))
    (local.get $found))

  ;; The slot that has the value, or where it belongs. There are four times as many as values.
  (func $slot (param $value f64) (result i32)
    (local $at i32) (local $i i32)
    (local.set $i (i32.wrap_i64 (i64.shr_u
      (i64.mul (i64.xor (i64.reinterpret_f64 (local.get $value)) (global.get $seed)) (global.get $factor))
      (i64.const 54))))
    (block $found (loop $next
      (local.set $at (i32.add (global.get $tableSlots) (i32.shl (local.get $i) (i32.const 1))))
      (br_if $found (i32.eqz (i32.load16_u (local.get $at))))
      (br_if $found (f64.eq (local.get $value) (f64.load
        (i32.sub (i32.add (global.get $table) (i32.shl (i32.load16_u (local.get $at)) (i32.const 3))) (i32.const 8)))))
      (local.set $i (i32.and (i32.add (local.get $i) (i32.const 1)) (i32.const 1023)))
      (br $next)))
    (local.get $at))

  ;; Makes `scratch` of the places that a column's values have in the table, which has all of them.
  (func (export "places") (param $at i32) (param $count i32)
    (local $end i32) (local $to i32)
    (local.set $to (global.get $scratch))
    (local.set $end (i32.add (local.get $at) (i32.shl (local.get $count) (i32.const 3))))
    (loop $next
      (f64.store (local.get $to) (f64.convert_i32_u
        (i32.sub (i32.load16_u (call $slot (f64.load (local.get $at)))) (i32.const 1))))
      (local.set $to (i32.add (local.get $to) (i32.const 8)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (local.get $end)))))

  ;; Makes `scratch` of what each value is more than the one before it; the first is `first` more than what was before.
  (func (export "steps") (param $at i32) (param $count i32) (param $first f64)
    (local $end i32) (local $to i32)
    (local.set $to (global.get $scratch))
    (f64.store (local.get $to) (local.get $first))
    (local.set $end (i32.add (local.get $at) (i32.shl (i32.sub (local.get $count) (i32.const 1)) (i32.const 3))))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
      (local.set $to (i32.add (local.get $to) (i32.const 8)))
      (f64.store (local.get $to) (f64.sub (f64.load offset=8 (local.get $at)) (f64.load (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br $next))))

  ;; Writes what a column's values are above `base`, in `width` bits (1 to 53) each, the lowest bit first, and zeros up to a
  ;; whole byte.
  (func (export "write") (param $at i32) (param $count i32) (param $base f64) (param $width i32)
    (local $end i32) (local $to i32) (local $held i64) (local $bits i64)
    (local.set $to (global.get $bitsEnd))
    (local.set $end (i32.add (local.get $at) (i32.shl (local.get $count) (i32.const 3))))
    (loop $next
      ;; Up to seven bits are held, so that 53 more have room.
      (local.set $held (i64.or (local.get $held) (i64.shl
        (i64.trunc_sat_f64_s (f64.sub (f64.load (local.get $at)) (local.get $base)))
        (local.get $bits))))
      (i64.store (local.get $to) (local.get $held))
      (local.set $bits (i64.add (local.get $bits) (i64.extend_i32_u (local.get $width))))
      (local.set $to (i32.add (local.get $to) (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.const 3)))))
      (local.set $held (i64.shr_u (local.get $held) (i64.and (local.get $bits) (i64.const 56))))
      (local.set $bits (i64.and (local.get $bits) (i64.const 7)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (local.get $end))))
    (global.set $bitsEnd (i32.add (local.get $to) (i64.ne (local.get $bits) (i64.const 0))))))
