;; Puts packed messages together again; format.ts says how they are packed.
;;
;; Everything is in one memory, which unpacker.ts divides:
;;
;;   0        the text of the second of the last time-stamp, up to `columns`
;;   columns  8 bytes each:  | its next cell | bytes from one cell to the next: 8, or 0 where all values are the same |
;;   strings  8 bytes each:  | text | its length |
;;   templates 4 bytes each: | first part |
;;   parts    12 bytes each: | literal text | its length | the slot's column, 0 if there is no slot |
;;   cells    8 bytes each:  | text of a value | its length |
;;   cellTexts               texts of the cells that are no strings
;;
;; A column is unpacked as a whole, first its numbers, then what they are as text, so that the processor foresees every
;; branch; messages are then put together from texts alone, without regard to what these are. Copies are of 32 bytes at
;; a time and may write up to 32 bytes more than they say. Texts are written from the lowest on, and index entries after
;; all texts, so that what is written too far is written over.
(module
  (import "packing" "memory" (memory 1))
  (import "packing" "columns" (global $columns i32))
  (import "packing" "strings" (global $strings i32))
  (import "packing" "templates" (global $templates i32))
  (import "packing" "parts" (global $parts i32))
  (import "packing" "cells" (global $cells i32))
  (import "packing" "cellTexts" (global $cellTexts i32))

  ;; Where the next byte of a descriptor is read, and where the bits of the next column begin.
  (global $at (mut i32) (i32.const 0))
  (global $bits (mut i32) (i32.const 0))
  ;; Where the next cell goes, and its text.
  (global $cell (mut i32) (i32.const 0))
  (global $cellText (mut i32) (i32.const 0))
  ;; From one cell of the column unpacked last to the next.
  (global $step (mut i32) (i32.const 0))
  ;; Where the dictionary's next text begins.
  (global $text (mut i32) (i32.const 0))

  (func $byte (result i32)
    (local $value i32)
    (local.set $value (i32.load8_u (global.get $at)))
    (global.set $at (i32.add (global.get $at) (i32.const 1)))
    (local.get $value))

  ;; LEB128: seven bits a byte, the lowest first.
  (func $number (result i64)
    (local $value i64) (local $shift i64) (local $byte i64)
    (loop $next
      (local.set $byte (i64.extend_i32_u (call $byte)))
      (local.set $value (i64.or (local.get $value)
        (i64.shl (i64.and (local.get $byte) (i64.const 0x7f)) (local.get $shift))))
      (local.set $shift (i64.add (local.get $shift) (i64.const 7)))
      (br_if $next (i64.ge_u (local.get $byte) (i64.const 0x80))))
    (local.get $value))

  (func $signed (result i64)
    (local $value i64)
    (local.set $value (call $number))
    (if (result i64) (i64.eqz (i64.and (local.get $value) (i64.const 1)))
      (then (i64.shr_u (local.get $value) (i64.const 1)))
      (else (i64.sub (i64.const -1) (i64.shr_u (local.get $value) (i64.const 1))))))

  ;; Unpacks the column whose descriptor comes next to cells; returns the first of them.
  (func $column (param $type i32) (result i32)
    (local $mode i32) (local $width i32) (local $base i64) (local $first i64) (local $count i32)
    (local $tableCount i32) (local $tableWidth i32) (local $table i32) (local $cell i32)
    (local.set $width (call $byte))
    (local.set $mode (i32.shr_u (local.get $width) (i32.const 6)))
    (local.set $width (i32.and (local.get $width) (i32.const 63)))
    (local.set $base (call $signed))
    (if (i32.eq (local.get $mode) (i32.const 1)) (then (local.set $first (call $signed))))
    (if (i32.eq (local.get $mode) (i32.const 2))
      (then
        (local.set $tableCount (i32.wrap_i64 (call $number)))
        (local.set $tableWidth (call $byte))
        (local.set $table (global.get $cell))
        (call $unpackBits (local.get $tableCount) (local.get $tableWidth) (local.get $base))
        (call $render (local.get $type) (local.get $table))
        (local.set $base (i64.const 0))))
    ;; Where all values are the same, one cell does.
    (global.set $step (select (i32.const 8) (i32.const 0) (i32.or (local.get $mode) (local.get $width))))
    (local.set $count (i32.const 1))
    (if (global.get $step) (then (local.set $count (i32.wrap_i64 (call $number)))))
    (local.set $cell (global.get $cell))
    (call $unpackBits (local.get $count) (local.get $width) (local.get $base))
    (if (i32.eq (local.get $mode) (i32.const 1)) (then (call $sum (local.get $cell) (local.get $first))))
    (if (local.get $table)
      (then (call $lookUp (local.get $cell) (local.get $table)))
      (else (call $render (local.get $type) (local.get $cell))))
    (local.get $cell))

  ;; Unpacks so many numbers to cells.
  (func $unpackBits (param $count i32) (param $width i32) (param $base i64)
    (local $mask i64) (local $bit i32) (local $to i32) (local $end i32)
    (local.set $mask (i64.sub (i64.shl (i64.const 1) (i64.extend_i32_u (local.get $width))) (i64.const 1)))
    (local.set $bit (i32.shl (global.get $bits) (i32.const 3)))
    (local.set $to (global.get $cell))
    (local.set $end (i32.add (local.get $to) (i32.shl (local.get $count) (i32.const 3))))
    (loop $next
      (i64.store (local.get $to) (i64.add (local.get $base)
        (i64.and (local.get $mask)
          (i64.shr_u
            (i64.load (i32.shr_u (local.get $bit) (i32.const 3)))
            (i64.extend_i32_u (i32.and (local.get $bit) (i32.const 7)))))))
      (local.set $bit (i32.add (local.get $bit) (local.get $width)))
      (local.set $to (i32.add (local.get $to) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $to) (local.get $end))))
    (global.set $cell (local.get $end))
    (global.set $bits (i32.shr_u (i32.add (local.get $bit) (i32.const 7)) (i32.const 3))))

  ;; Makes differences, from `at` to `$cell`, the values themselves.
  (func $sum (param $at i32) (param $value i64)
    (loop $next
      (local.set $value (i64.add (local.get $value) (i64.load (local.get $at))))
      (i64.store (local.get $at) (local.get $value))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $at) (global.get $cell)))))

  ;; Makes places in a table, from `at` to `$cell`, what stands there.
  (func $lookUp (param $at i32) (param $table i32)
    (loop $next
      (i64.store (local.get $at)
        (i64.load (i32.add (local.get $table) (i32.shl (i32.load (local.get $at)) (i32.const 3)))))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $at) (global.get $cell)))))

  ;; Makes values, from `at` to `$cell`, texts. What has no text, of type 0, stays as it is.
  (func $render (param $type i32) (param $at i32)
    (block $padded
      (block $stamp
        (block $other
          (block $string
            (block $number
              (block $template
                (br_table $template $number $string $other $other
                  $stamp $stamp $stamp $stamp $stamp $stamp $stamp
                  $padded $padded $padded $padded $padded $padded $padded $padded $padded $other (local.get $type)))
              (return))
            (call $renderNumbers (local.get $at) (i32.const 0))
            (return))
          ;; A string's number is its place in a table already.
          (call $lookUp (local.get $at) (global.get $strings))
          (return))
        (call $renderOthers (local.get $type) (local.get $at))
        (return))
      (call $renderStamps (i32.sub (local.get $type) (i32.const 5)) (local.get $at))
      (return))
    (call $renderNumbers (local.get $at) (i32.sub (local.get $type) (i32.const 11))))

  ;; Numbers of up to nine digits: with `digits` digits, 1 to 9, or without leading zeros if that is 0.
  (func $renderNumbers (param $at i32) (param $digits i32)
    (local $text i32) (local $start i32) (local $value i32) (local $shift i32) (local $padding i32) (local $x i64)
    (local.set $text (global.get $cellText))
    ;; Bits of the eight digits that are none of those asked for.
    (local.set $padding (i32.shl (i32.sub (i32.const 8) (local.get $digits)) (i32.const 3)))
    (loop $next
      (local.set $start (local.get $text))
      (local.set $value (i32.load (local.get $at)))
      (local.set $shift (local.get $padding))
      (if (i32.or (i32.ge_u (local.get $value) (i32.const 100000000)) (i32.eq (local.get $digits) (i32.const 9)))
        (then
          (i32.store8 (local.get $text) (i32.add (i32.const 48) (i32.div_u (local.get $value) (i32.const 100000000))))
          (local.set $text (i32.add (local.get $text) (i32.const 1)))
          (local.set $value (i32.rem_u (local.get $value) (i32.const 100000000)))
          (local.set $shift (i32.const 0))))
      (local.set $x (call $eightDigits (local.get $value)))
      ;; Leading zeros, all but the last digit's. A padding of 64 means that these are not wanted.
      (local.set $shift (select
        (i32.and (i32.wrap_i64 (i64.ctz (i64.or (local.get $x) (i64.const 0x0100000000000000)))) (i32.const 56))
        (local.get $shift)
        (i32.eq (local.get $shift) (i32.const 64))))
      (i64.store (local.get $text) (i64.shr_u
        (i64.or (local.get $x) (i64.const 0x3030303030303030))
        (i64.extend_i32_u (local.get $shift))))
      (local.set $text (i32.sub (i32.add (local.get $text) (i32.const 8)) (i32.shr_u (local.get $shift) (i32.const 3))))
      (i32.store (local.get $at) (local.get $start))
      (i32.store offset=4 (local.get $at) (i32.sub (local.get $text) (local.get $start)))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $at) (global.get $cell))))
    (global.set $cellText (local.get $text)))

  ;; Time-stamps with so many digits behind the point; values count the units of the last of them since 1970.
  (func $renderStamps (param $fraction i32) (param $at i32)
    (local $unit i64) (local $value i64) (local $second i64) (local $rest i64) (local $text i32) (local $length i32)
    (local.set $unit (call $power (local.get $fraction)))
    (local.set $length (i32.add (i32.const 19) (i32.add (local.get $fraction) (i32.ne (local.get $fraction) (i32.const 0)))))
    (local.set $second (i64.const -1))
    (local.set $text (global.get $cellText))
    (loop $next
      (local.set $value (i64.load (local.get $at)))
      ;; Most are of the same second as the one before, whose text stands at address 0.
      (if (i64.ge_u (local.tee $rest (i64.sub (local.get $value) (local.get $second))) (local.get $unit))
        (then
          (local.set $rest (i64.rem_u (local.get $value) (local.get $unit)))
          (local.set $second (i64.sub (local.get $value) (local.get $rest)))
          (call $second (i64.div_u (local.get $value) (local.get $unit)))))
      (v128.store (local.get $text) (v128.load (i32.const 0)))
      (i32.store offset=16 (local.get $text) (i32.load (i32.const 16)))
      (if (local.get $fraction)
        (then
          (i32.store8 offset=19 (local.get $text) (i32.const 46))
          (drop (call $digits (i32.wrap_i64 (local.get $rest)) (local.get $fraction) (i32.add (local.get $text) (i32.const 20))))))
      (i32.store (local.get $at) (local.get $text))
      (i32.store offset=4 (local.get $at) (local.get $length))
      (local.set $text (i32.add (local.get $text) (local.get $length)))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $at) (global.get $cell))))
    (global.set $cellText (local.get $text)))

  ;; Addresses, clocks and zero bytes.
  (func $renderOthers (param $type i32) (param $at i32)
    (local $text i32) (local $length i32)
    (local.set $text (global.get $cellText))
    (loop $next
      (local.set $length (call $write (local.get $type) (i32.load (local.get $at)) (local.get $text)))
      (i32.store (local.get $at) (local.get $text))
      (i32.store offset=4 (local.get $at) (local.get $length))
      (local.set $text (i32.add (local.get $text) (local.get $length)))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $at) (global.get $cell))))
    (global.set $cellText (local.get $text)))

  ;; Writes an address, a clock or a zero byte; returns its length.
  (func $write (param $type i32) (param $value i32) (param $to i32) (result i32)
    (if (i32.eq (local.get $type) (i32.const 3)) (then (return (call $address (local.get $value) (local.get $to)))))
    (if (i32.eq (local.get $type) (i32.const 4)) (then (return (call $clock (local.get $value) (local.get $to)))))
    (i32.store8 (local.get $to) (i32.const 0))
    (i32.const 1))

  ;; Writes index entries, without the ends of the texts, downwards from `entry`, the place of the first.
  (func (export "unpackEntries") (param $descriptors i32) (param $bits i32) (param $count i32) (param $entry i32)
    (global.set $at (local.get $descriptors))
    (global.set $bits (local.get $bits))
    (call $writeTimes (call $indexColumn) (local.get $entry) (local.get $count))
    (call $writeField (call $indexColumn) (i32.add (local.get $entry) (i32.const 12)) (local.get $count))
    (call $writeField (call $indexColumn) (i32.add (local.get $entry) (i32.const 16)) (local.get $count))
    (call $writeField (call $indexColumn) (i32.add (local.get $entry) (i32.const 20)) (local.get $count)))

  (func $indexColumn (result i32)
    (global.set $cell (global.get $cells))
    (call $column (i32.const 0)))

  (func $writeTimes (param $cell i32) (param $to i32) (param $count i32)
    (loop $next
      (f64.store (local.get $to) (f64.convert_i64_s (i64.load (local.get $cell))))
      (local.set $cell (i32.add (local.get $cell) (global.get $step)))
      (local.set $to (i32.sub (local.get $to) (i32.const 24)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))

  (func $writeField (param $cell i32) (param $to i32) (param $count i32)
    (loop $next
      (i32.store (local.get $to) (i32.load (local.get $cell)))
      (local.set $cell (i32.add (local.get $cell) (global.get $step)))
      (local.set $to (i32.sub (local.get $to) (i32.const 24)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))

  ;; Writes all texts, each with its LF, from `to` on, and their ends, counted from there, to the entries.
  ;; `dictionary` is where its numbers begin, `text` its texts, `bits` the bits of the columns.
  (func (export "unpackTexts") (param $dictionary i32) (param $text i32) (param $bits i32) (param $count i32) (param $to i32) (param $entry i32)
    (local $columns i32) (local $strings i32) (local $templates i32) (local $templateOf i32)
    (global.set $at (local.get $dictionary))
    (global.set $bits (local.get $bits))
    (global.set $text (local.get $text))
    (global.set $cell (global.get $cells))
    (global.set $cellText (global.get $cellTexts))
    (local.set $columns (i32.wrap_i64 (call $number)))
    (local.set $strings (i32.wrap_i64 (call $number)))
    (local.set $templates (i32.wrap_i64 (call $number)))
    (call $readStrings (local.get $strings))
    (local.set $templateOf (call $column (i32.const 0)))
    (i32.store (global.get $columns) (local.get $templateOf))
    (i32.store offset=4 (global.get $columns) (global.get $step))
    (call $readColumns (local.get $columns))
    (call $readTemplates (local.get $templates))
    (call $writeTexts (local.get $count) (local.get $to) (local.get $entry)))

  ;; Where the dictionary's next text ends, which begins at `$text`: a zero stands there.
  (func $textEnd (result i32)
    (local $at i32) (local $zeros i32)
    (local.set $at (global.get $text))
    (loop $next
      (local.set $zeros (i8x16.bitmask (i8x16.eq (v128.load (local.get $at)) (v128.const i64x2 0 0))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $next (i32.eqz (local.get $zeros))))
    (i32.add (i32.sub (local.get $at) (i32.const 16)) (i32.ctz (local.get $zeros))))

  ;; Writes the dictionary's next text and its length to `to`.
  (func $readText (param $to i32)
    (local $end i32)
    (local.set $end (call $textEnd))
    (i32.store (local.get $to) (global.get $text))
    (i32.store offset=4 (local.get $to) (i32.sub (local.get $end) (global.get $text)))
    (global.set $text (i32.add (local.get $end) (i32.const 1))))

  (func $readStrings (param $count i32)
    (local $to i32) (local $end i32)
    (local.set $to (global.get $strings))
    (local.set $end (i32.add (local.get $to) (i32.shl (local.get $count) (i32.const 3))))
    (block $done (loop $next
      (br_if $done (i32.eq (local.get $to) (local.get $end)))
      (call $readText (local.get $to))
      (local.set $to (i32.add (local.get $to) (i32.const 8)))
      (br $next))))

  ;; Unpacks the text columns; the templates' stands before them.
  (func $readColumns (param $count i32)
    (local $to i32) (local $end i32)
    (local.set $to (i32.add (global.get $columns) (i32.const 8)))
    (local.set $end (i32.add (local.get $to) (i32.shl (local.get $count) (i32.const 3))))
    (block $done (loop $next
      (br_if $done (i32.eq (local.get $to) (local.get $end)))
      (i32.store (local.get $to) (call $column (call $byte)))
      (i32.store offset=4 (local.get $to) (global.get $step))
      (local.set $to (i32.add (local.get $to) (i32.const 8)))
      (br $next))))

  ;; Reads templates: first the parts that one has in common with an earlier one, then its own.
  (func $readTemplates (param $count i32)
    (local $template i32) (local $part i32) (local $alike i32) (local $column i32)
    (local.set $template (global.get $templates))
    (local.set $part (global.get $parts))
    (block $done (loop $next
      (br_if $done (i32.eqz (local.get $count)))
      (i32.store (local.get $template) (local.get $part))
      (local.set $alike (i32.mul (i32.wrap_i64 (call $number)) (i32.const 12)))
      (if (local.get $alike)
        (then
          (memory.copy (local.get $part)
            (i32.load (i32.sub (local.get $template) (i32.shl (i32.wrap_i64 (call $number)) (i32.const 2))))
            (local.get $alike))
          (local.set $part (i32.add (local.get $part) (local.get $alike)))))
      (loop $own
        (call $readText (local.get $part))
        (local.set $column (i32.wrap_i64 (call $number)))
        (i32.store offset=8 (local.get $part) (select
          (i32.add (global.get $columns) (i32.shl (local.get $column) (i32.const 3)))
          (i32.const 0)
          (local.get $column)))
        (local.set $part (i32.add (local.get $part) (i32.const 12)))
        (br_if $own (local.get $column)))
      (local.set $template (i32.add (local.get $template) (i32.const 4)))
      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
      (br $next))))

  (func $writeTexts (param $count i32) (param $to i32) (param $entry i32)
    (local $start i32) (local $part i32) (local $templateOf i32) (local $column i32) (local $cell i32)
    (local $templateStep i32) (local $from i32) (local $end i32)
    (local.set $start (local.get $to))
    (local.set $templateOf (i32.load (global.get $columns)))
    (local.set $templateStep (i32.load offset=4 (global.get $columns)))
    (loop $message
      (local.set $part (i32.load (i32.add (global.get $templates)
        (i32.shl (i32.load (local.get $templateOf)) (i32.const 2)))))
      (local.set $templateOf (i32.add (local.get $templateOf) (local.get $templateStep)))
      (block $complete (loop $next
        (local.set $from (i32.load (local.get $part)))
        (local.set $end (i32.add (local.get $to) (i32.load offset=4 (local.get $part))))
        (loop $more
          (v128.store (local.get $to) (v128.load (local.get $from)))
          (v128.store offset=16 (local.get $to) (v128.load offset=16 (local.get $from)))
          (local.set $to (i32.add (local.get $to) (i32.const 32)))
          (local.set $from (i32.add (local.get $from) (i32.const 32)))
          (br_if $more (i32.lt_u (local.get $to) (local.get $end))))
        (local.set $to (local.get $end))
        (br_if $complete (i32.eqz (local.tee $column (i32.load offset=8 (local.get $part)))))
        (local.set $cell (i32.load (local.get $column)))
        (i32.store (local.get $column) (i32.add (local.get $cell) (i32.load offset=4 (local.get $column))))
        (local.set $from (i32.load (local.get $cell)))
        (local.set $end (i32.add (local.get $to) (i32.load offset=4 (local.get $cell))))
        (loop $more
          (v128.store (local.get $to) (v128.load (local.get $from)))
          (v128.store offset=16 (local.get $to) (v128.load offset=16 (local.get $from)))
          (local.set $to (i32.add (local.get $to) (i32.const 32)))
          (local.set $from (i32.add (local.get $from) (i32.const 32)))
          (br_if $more (i32.lt_u (local.get $to) (local.get $end))))
        (local.set $to (local.get $end))
        (local.set $part (i32.add (local.get $part) (i32.const 12)))
        (br $next)))
      (i32.store8 (local.get $to) (i32.const 10))
      (local.set $to (i32.add (local.get $to) (i32.const 1)))
      (i32.store offset=8 (local.get $entry) (i32.sub (local.get $to) (local.get $start)))
      (local.set $entry (i32.sub (local.get $entry) (i32.const 24)))
      (br_if $message (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))

  ;; So many digits of a number, 1 to 9, with leading zeros.
  (func $digits (param $value i32) (param $digits i32) (param $to i32) (result i32)
    (if (i32.eq (local.get $digits) (i32.const 9))
      (then
        (i32.store8 (local.get $to) (i32.add (i32.const 48) (i32.div_u (local.get $value) (i32.const 100000000))))
        (local.set $to (i32.add (local.get $to) (i32.const 1)))
        (local.set $value (i32.rem_u (local.get $value) (i32.const 100000000)))
        (local.set $digits (i32.const 8))))
    (i64.store (local.get $to) (i64.shr_u
      (i64.or (call $eightDigits (local.get $value)) (i64.const 0x3030303030303030))
      (i64.extend_i32_u (i32.shl (i32.sub (i32.const 8) (local.get $digits)) (i32.const 3)))))
    (i32.add (local.get $to) (local.get $digits)))

  ;; The digits of a number below 100,000,000 as eight bytes, the highest in the lowest byte. Quotients of all groups at once:
  ;; by 10,000, then by 100 in two halves, then by 10 in four quarters.
  (func $eightDigits (param $value i32) (result i64)
    (local $x i64) (local $q i64)
    (local.set $q (i64.extend_i32_u (i32.div_u (local.get $value) (i32.const 10000))))
    (local.set $x (i64.or (local.get $q) (i64.shl
      (i64.sub (i64.extend_i32_u (local.get $value)) (i64.mul (local.get $q) (i64.const 10000)))
      (i64.const 32))))
    (local.set $q (i64.and
      (i64.shr_u (i64.mul (local.get $x) (i64.const 10486)) (i64.const 20))
      (i64.const 0x0000007f0000007f)))
    (local.set $x (i64.or (local.get $q) (i64.shl
      (i64.sub (local.get $x) (i64.mul (local.get $q) (i64.const 100)))
      (i64.const 16))))
    (local.set $q (i64.and
      (i64.shr_u (i64.mul (local.get $x) (i64.const 103)) (i64.const 10))
      (i64.const 0x000f000f000f000f)))
    (i64.or (local.get $q) (i64.shl
      (i64.sub (local.get $x) (i64.mul (local.get $q) (i64.const 10)))
      (i64.const 8))))

  (func $address (param $value i32) (param $to i32) (result i32)
    (local $start i32)
    (local.set $start (local.get $to))
    (local.set $to (call $octet (i32.shr_u (local.get $value) (i32.const 24)) (local.get $to)))
    (local.set $to (call $octet (i32.and (i32.shr_u (local.get $value) (i32.const 16)) (i32.const 255)) (local.get $to)))
    (local.set $to (call $octet (i32.and (i32.shr_u (local.get $value) (i32.const 8)) (i32.const 255)) (local.get $to)))
    (local.set $to (call $octet (i32.and (local.get $value) (i32.const 255)) (local.get $to)))
    (i32.sub (i32.sub (local.get $to) (local.get $start)) (i32.const 1)))

  ;; Writes a number below 256 and a dot; returns where they end.
  (func $octet (param $value i32) (param $to i32) (result i32)
    (local $hundreds i32) (local $tens i32) (local $rest i32) (local $zeros i32)
    (local.set $hundreds (i32.shr_u (i32.mul (local.get $value) (i32.const 41)) (i32.const 12)))
    (local.set $rest (i32.sub (local.get $value) (i32.mul (local.get $hundreds) (i32.const 100))))
    (local.set $tens (i32.shr_u (i32.mul (local.get $rest) (i32.const 103)) (i32.const 10)))
    (local.set $rest (i32.sub (local.get $rest) (i32.mul (local.get $tens) (i32.const 10))))
    (local.set $zeros (i32.add
      (i32.lt_u (local.get $value) (i32.const 100))
      (i32.lt_u (local.get $value) (i32.const 10))))
    (i32.store (local.get $to) (i32.shr_u
      (i32.or
        (i32.or (i32.const 0x2e303030) (local.get $hundreds))
        (i32.or (i32.shl (local.get $tens) (i32.const 8)) (i32.shl (local.get $rest) (i32.const 16))))
      (i32.shl (local.get $zeros) (i32.const 3))))
    (i32.sub (i32.add (local.get $to) (i32.const 4)) (local.get $zeros)))

  ;; Writes `hh:mm:ss`; returns its length.
  (func $clock (param $seconds i32) (param $to i32) (result i32)
    (local $minutes i32)
    (local.set $minutes (i32.div_u (local.get $seconds) (i32.const 60)))
    (call $pair (i32.div_u (local.get $minutes) (i32.const 60)) (local.get $to))
    (i32.store8 offset=2 (local.get $to) (i32.const 58))
    (call $pair (i32.rem_u (local.get $minutes) (i32.const 60)) (i32.add (local.get $to) (i32.const 3)))
    (i32.store8 offset=5 (local.get $to) (i32.const 58))
    (call $pair (i32.rem_u (local.get $seconds) (i32.const 60)) (i32.add (local.get $to) (i32.const 6)))
    (i32.const 8))

  (func $pair (param $value i32) (param $to i32)
    (i32.store8 (local.get $to) (i32.add (i32.const 48) (i32.div_u (local.get $value) (i32.const 10))))
    (i32.store8 offset=1 (local.get $to) (i32.add (i32.const 48) (i32.rem_u (local.get $value) (i32.const 10)))))

  (func $power (param $exponent i32) (result i64)
    (local $power i64)
    (local.set $power (i64.const 1))
    (block $done (loop $next
      (br_if $done (i32.eqz (local.get $exponent)))
      (local.set $power (i64.mul (local.get $power) (i64.const 10)))
      (local.set $exponent (i32.sub (local.get $exponent) (i32.const 1)))
      (br $next)))
    (local.get $power))

  ;; Writes `YYYY-MM-DDThh:mm:ss` to address 0. The calendar of tokens.ts, the other way round.
  (func $second (param $seconds i64)
    (local $days i32) (local $era i32) (local $ofEra i32) (local $year i32) (local $ofYear i32) (local $month i32)
    (local $day i32)
    (local.set $days (i32.add (i32.wrap_i64 (i64.div_u (local.get $seconds) (i64.const 86400))) (i32.const 719468)))
    (local.set $era (i32.div_u (local.get $days) (i32.const 146097)))
    (local.set $ofEra (i32.sub (local.get $days) (i32.mul (local.get $era) (i32.const 146097))))
    (local.set $year (i32.div_u
      (i32.sub
        (i32.add
          (i32.sub (local.get $ofEra) (i32.div_u (local.get $ofEra) (i32.const 1460)))
          (i32.div_u (local.get $ofEra) (i32.const 36524)))
        (i32.div_u (local.get $ofEra) (i32.const 146096)))
      (i32.const 365)))
    (local.set $ofYear (i32.sub (local.get $ofEra)
      (i32.sub
        (i32.add (i32.mul (local.get $year) (i32.const 365)) (i32.div_u (local.get $year) (i32.const 4)))
        (i32.div_u (local.get $year) (i32.const 100)))))
    (local.set $month (i32.div_u (i32.add (i32.mul (local.get $ofYear) (i32.const 5)) (i32.const 2)) (i32.const 153)))
    (local.set $day (i32.add (i32.const 1) (i32.sub (local.get $ofYear)
      (i32.div_u (i32.add (i32.mul (local.get $month) (i32.const 153)) (i32.const 2)) (i32.const 5)))))
    (local.set $month (select
      (i32.add (local.get $month) (i32.const 3))
      (i32.sub (local.get $month) (i32.const 9))
      (i32.lt_u (local.get $month) (i32.const 10))))
    ;; From the left to the right: what is written too far is written over.
    (drop (call $digits
      (i32.add
        (i32.add (local.get $year) (i32.mul (local.get $era) (i32.const 400)))
        (i32.le_u (local.get $month) (i32.const 2)))
      (i32.const 4) (i32.const 0)))
    (call $pair (local.get $month) (i32.const 5))
    (call $pair (local.get $day) (i32.const 8))
    (i32.store8 (i32.const 4) (i32.const 45))
    (i32.store8 (i32.const 7) (i32.const 45))
    (i32.store8 (i32.const 10) (i32.const 84))
    (drop (call $clock (i32.wrap_i64 (i64.rem_u (local.get $seconds) (i64.const 86400))) (i32.const 11)))))
