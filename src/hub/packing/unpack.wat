;; Puts packed messages together again; format.ts says how they are packed. Some 70 ns a message of 200 bytes.
;;
;; Everything is in one memory, which unpacker.ts divides:
;;
;;   a column, 48 bytes:  | 0 base i64 | 8 last i64 | 16 mask i64 | 24 bit u32 | 28 width u32 | 32 mode | 36 type | 40 table |
;;   a word, 8 bytes:     | text | its length |
;;   a part, 12 bytes:    | literal text | its length | its slot's column, 0 if there is no slot |
;;   a template, 4 bytes: | first part |
;;
;; Copies are of 16 bytes at a time and may write up to 15 bytes more than they say. Texts are written from the lowest on,
;; and index entries after all texts, so that what is written too far is written over.
(module
  (import "packing" "memory" (memory 1))
  (import "packing" "columns" (global $columns i32))
  (import "packing" "words" (global $words i32))
  (import "packing" "templates" (global $templates i32))
  (import "packing" "parts" (global $parts i32))
  (import "packing" "tables" (global $tables i32))
  (import "packing" "literals" (global $literals i32))

  ;; Where the next byte of a descriptor is read, and where the next table goes.
  (global $at (mut i32) (i32.const 0))
  (global $table (mut i32) (i32.const 0))

  ;; The second whose text stands at address 0, and its first value in a column of time-stamps.
  (global $secondAt (mut i64) (i64.const -1))
  (global $secondUnit (mut i64) (i64.const 0))

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

  (func $mask (param $width i32) (result i64)
    (i64.sub (i64.shl (i64.const 1) (i64.extend_i32_u (local.get $width))) (i64.const 1)))

  ;; Reads a column's descriptor; returns where the bits of the column after it begin.
  (func $readColumn (param $column i32) (param $bits i32) (param $type i32) (result i32)
    (local $mode i32) (local $width i32) (local $base i64) (local $count i32) (local $tableWidth i32) (local $bytes i32)
    (local $bit i32)
    (local.set $mode (call $byte))
    (local.set $width (call $byte))
    (local.set $base (call $signed))
    (local.set $bit (i32.shl (local.get $bits) (i32.const 3)))
    (if (i32.eq (local.get $mode) (i32.const 1))
      (then (i64.store offset=8 (local.get $column) (call $signed))))
    (if (i32.eq (local.get $mode) (i32.const 2))
      (then
        (local.set $count (i32.wrap_i64 (call $number)))
        (local.set $tableWidth (call $byte))
        (i32.store offset=40 (local.get $column) (global.get $table))
        (call $expandTable (local.get $count) (local.get $tableWidth) (local.get $base) (local.get $bit))
        (local.set $bit (i32.add (local.get $bit)
          (i32.and (i32.add (i32.mul (local.get $count) (local.get $tableWidth)) (i32.const 7)) (i32.const -8))))))
    (local.set $bytes (i32.wrap_i64 (call $number)))
    (i64.store (local.get $column) (local.get $base))
    (i64.store offset=16 (local.get $column) (call $mask (local.get $width)))
    (i32.store offset=24 (local.get $column) (local.get $bit))
    (i32.store offset=28 (local.get $column) (local.get $width))
    (i32.store offset=32 (local.get $column) (local.get $mode))
    (i32.store offset=36 (local.get $column) (local.get $type))
    (i32.add (local.get $bits) (local.get $bytes)))

  (func $expandTable (param $count i32) (param $width i32) (param $base i64) (param $bit i32)
    (local $mask i64) (local $end i32)
    (local.set $mask (call $mask (local.get $width)))
    (local.set $end (i32.add (global.get $table) (i32.shl (local.get $count) (i32.const 3))))
    (loop $next
      (i64.store (global.get $table) (i64.add (local.get $base)
        (i64.and (local.get $mask)
          (i64.shr_u
            (i64.load (i32.shr_u (local.get $bit) (i32.const 3)))
            (i64.extend_i32_u (i32.and (local.get $bit) (i32.const 7)))))))
      (local.set $bit (i32.add (local.get $bit) (local.get $width)))
      (global.set $table (i32.add (global.get $table) (i32.const 8)))
      (br_if $next (i32.lt_u (global.get $table) (local.get $end)))))

  ;; The next value of a column.
  (func $next (param $column i32) (result i64)
    (local $bit i32) (local $raw i64)
    (local.set $bit (i32.load offset=24 (local.get $column)))
    (i32.store offset=24 (local.get $column) (i32.add (local.get $bit) (i32.load offset=28 (local.get $column))))
    (local.set $raw (i64.and (i64.load offset=16 (local.get $column))
      (i64.shr_u
        (i64.load (i32.shr_u (local.get $bit) (i32.const 3)))
        (i64.extend_i32_u (i32.and (local.get $bit) (i32.const 7))))))
    (block $table
      (block $difference
        (block $offset
          (br_table $offset $difference $table (i32.load offset=32 (local.get $column))))
        (return (i64.add (i64.load (local.get $column)) (local.get $raw))))
      (local.set $raw (i64.add (i64.add (i64.load (local.get $column)) (local.get $raw))
        (i64.load offset=8 (local.get $column))))
      (i64.store offset=8 (local.get $column) (local.get $raw))
      (return (local.get $raw)))
    (i64.load (i32.add (i32.load offset=40 (local.get $column)) (i32.shl (i32.wrap_i64 (local.get $raw)) (i32.const 3)))))

  ;; Reads the descriptors of the six index columns. Their bits stand behind them.
  (func (export "readIndex") (param $from i32)
    (local $i i32) (local $bits i32) (local $column i32) (local $pass i32)
    ;; Where the bits begin is known when all descriptors have been read; so they are read twice.
    (loop $again
      (global.set $at (local.get $from))
      (global.set $table (global.get $tables))
      (local.set $i (i32.const 0))
      (local.set $column (global.get $columns))
      (loop $next
        (local.set $bits (call $readColumn (local.get $column) (local.get $bits) (i32.const 0)))
        (local.set $column (i32.add (local.get $column) (i32.const 48)))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $i) (i32.const 6))))
      (local.set $bits (global.get $at))
      (local.set $pass (i32.add (local.get $pass) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $pass) (i32.const 2)))))

  ;; Writes index entries, without the ends of the texts, downwards from `entry`, the place of the first.
  (func (export "unpackEntries") (param $count i32) (param $entry i32)
    (local $c i32)
    (local.set $c (global.get $columns))
    (loop $next
      (f64.store (local.get $entry) (f64.convert_i64_s (call $next (local.get $c))))
      (i64.store32 offset=12 (local.get $entry) (call $next (i32.add (local.get $c) (i32.const 48))))
      (i64.store32 offset=16 (local.get $entry) (call $next (i32.add (local.get $c) (i32.const 96))))
      (i64.store32 offset=20 (local.get $entry) (i64.or
        (call $next (i32.add (local.get $c) (i32.const 144)))
        (i64.shl (call $next (i32.add (local.get $c) (i32.const 192))) (i64.const 8))))
      (local.set $entry (i32.sub (local.get $entry) (i32.const 24)))
      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
      (br_if $next (local.get $count))))

  ;; Reads the dictionary: columns, words and templates. `text` is where the words begin, `bits` the columns' bits.
  (func (export "readDictionary") (param $from i32) (param $text i32) (param $bits i32)
    (local $columnCount i32) (local $wordCount i32) (local $templateCount i32)
    (local $at i32) (local $i i32) (local $type i32)
    (global.set $at (local.get $from))
    (local.set $columnCount (i32.wrap_i64 (call $number)))
    (local.set $wordCount (i32.wrap_i64 (call $number)))
    (local.set $templateCount (i32.wrap_i64 (call $number)))

    (local.set $at (i32.add (global.get $columns) (i32.const 288)))
    (block $done (loop $next
      (br_if $done (i32.eq (local.get $i) (local.get $columnCount)))
      (local.set $type (call $byte))
      (local.set $bits (call $readColumn (local.get $at) (local.get $bits) (local.get $type)))
      (local.set $at (i32.add (local.get $at) (i32.const 48)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $next)))

    (local.set $i (i32.const 0))
    (local.set $at (global.get $words))
    (block $done (loop $next
      (br_if $done (i32.eq (local.get $i) (local.get $wordCount)))
      (i32.store (local.get $at) (local.get $text))
      (i32.store offset=4 (local.get $at) (i32.wrap_i64 (call $number)))
      (local.set $text (i32.add (local.get $text) (i32.load offset=4 (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $next)))

    (call $readTemplates (local.get $templateCount)))

  ;; Reads the templates' items, and puts words that stand side by side together, so that they are one copy later.
  (func $readTemplates (param $count i32)
    (local $template i32) (local $part i32) (local $literal i32) (local $to i32) (local $item i32)
    (local.set $template (global.get $templates))
    (local.set $part (global.get $parts))
    (local.set $literal (global.get $literals))
    (local.set $to (local.get $literal))
    (block $done (loop $next
      (br_if $done (i32.eqz (local.get $count)))
      (i32.store (local.get $template) (local.get $part))
      (loop $items
        (local.set $item (i32.wrap_i64 (call $number)))
        (if (i32.and (local.get $item) (i32.const 1))
          (then
            (i32.store (local.get $part) (local.get $literal))
            (i32.store offset=4 (local.get $part) (i32.sub (local.get $to) (local.get $literal)))
            (i32.store offset=8 (local.get $part) (select
              ;; 2 × column + 3: the first column of the texts is the one behind the six of the index.
              (i32.add (i32.add (global.get $columns) (i32.const 240)) (i32.mul (i32.shr_u (local.get $item) (i32.const 1)) (i32.const 48)))
              (i32.const 0)
              (i32.gt_u (local.get $item) (i32.const 1))))
            (local.set $literal (local.get $to))
            (local.set $part (i32.add (local.get $part) (i32.const 12))))
          (else (local.set $to (call $word (i32.shr_u (local.get $item) (i32.const 1)) (local.get $to)))))
        (br_if $items (i32.ne (local.get $item) (i32.const 1))))
      (local.set $template (i32.add (local.get $template) (i32.const 4)))
      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
      (br $next))))

  ;; Writes all texts, each with its LF, from `to` on, and their ends, counted from there, to the entries.
  (func (export "unpackTexts") (param $count i32) (param $to i32) (param $entry i32)
    (local $start i32) (local $part i32) (local $column i32) (local $value i64) (local $end i32) (local $from i32)
    (local.set $start (local.get $to))
    (loop $message
      (local.set $part (i32.load (i32.add (global.get $templates)
        (i32.shl (i32.wrap_i64 (call $next (i32.add (global.get $columns) (i32.const 240)))) (i32.const 2)))))
      (block $complete (loop $next
        (local.set $from (i32.load (local.get $part)))
        (local.set $end (i32.add (local.get $to) (i32.load offset=4 (local.get $part))))
        (loop $copy
          (v128.store (local.get $to) (v128.load (local.get $from)))
          (v128.store offset=16 (local.get $to) (v128.load offset=16 (local.get $from)))
          (local.set $to (i32.add (local.get $to) (i32.const 32)))
          (local.set $from (i32.add (local.get $from) (i32.const 32)))
          (br_if $copy (i32.lt_u (local.get $to) (local.get $end))))
        (local.set $to (local.get $end))
        (local.set $column (i32.load offset=8 (local.get $part)))
        (br_if $complete (i32.eqz (local.get $column)))
        (local.set $value (call $next (local.get $column)))
        (local.set $to (call $write (i32.load offset=36 (local.get $column)) (local.get $value) (local.get $to)))
        (local.set $part (i32.add (local.get $part) (i32.const 12)))
        (br $next)))
      (i32.store8 (local.get $to) (i32.const 10))
      (local.set $to (i32.add (local.get $to) (i32.const 1)))
      (i32.store offset=8 (local.get $entry) (i32.sub (local.get $to) (local.get $start)))
      (local.set $entry (i32.sub (local.get $entry) (i32.const 24)))
      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
      (br_if $message (local.get $count))))

  ;; Writes a value as its type has it; returns where it ends.
  (func $write (param $type i32) (param $value i64) (param $to i32) (result i32)
    (block $padded
      (block $stamp
        (block $clock
          (block $ipv4
            (block $string
              (block $number
                (br_table $number $number $string $ipv4 $clock
                  $stamp $stamp $stamp $stamp $stamp $stamp $stamp $padded (local.get $type)))
              (return (call $decimal (i32.wrap_i64 (local.get $value)) (local.get $to))))
            (return (call $word (i32.wrap_i64 (local.get $value)) (local.get $to))))
          (return (call $address (i32.wrap_i64 (local.get $value)) (local.get $to))))
        (return (call $clock (i32.wrap_i64 (local.get $value)) (local.get $to))))
      (return (call $stamp (local.get $value) (i32.sub (local.get $type) (i32.const 5)) (local.get $to))))
    (call $digits (i32.wrap_i64 (local.get $value)) (i32.sub (local.get $type) (i32.const 11)) (local.get $to)))

  (func $word (param $word i32) (param $to i32) (result i32)
    (local $from i32) (local $end i32)
    (local.set $word (i32.add (global.get $words) (i32.shl (local.get $word) (i32.const 3))))
    (local.set $from (i32.load (local.get $word)))
    (local.set $end (i32.add (local.get $to) (i32.load offset=4 (local.get $word))))
    (loop $copy
      (v128.store (local.get $to) (v128.load (local.get $from)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (br_if $copy (i32.lt_u (local.get $to) (local.get $end))))
    (local.get $end))

  ;; A number of up to nine digits.
  (func $decimal (param $value i32) (param $to i32) (result i32)
    (local $digits i64) (local $zeros i32)
    (if (i32.ge_u (local.get $value) (i32.const 100000000))
      (then (return (call $digits (local.get $value) (i32.const 9) (local.get $to)))))
    (local.set $digits (call $eightDigits (local.get $value)))
    ;; Bits of leading zeros, all but the last digit's.
    (local.set $zeros (i32.and (i32.wrap_i64 (i64.ctz (i64.or (local.get $digits) (i64.const 0x0100000000000000)))) (i32.const 56)))
    (i64.store (local.get $to) (i64.shr_u
      (i64.or (local.get $digits) (i64.const 0x3030303030303030))
      (i64.extend_i32_u (local.get $zeros))))
    (i32.sub (i32.add (local.get $to) (i32.const 8)) (i32.shr_u (local.get $zeros) (i32.const 3))))

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
    (local.set $to (call $decimal (i32.shr_u (local.get $value) (i32.const 24)) (local.get $to)))
    (i32.store8 (local.get $to) (i32.const 46))
    (local.set $to (call $decimal
      (i32.and (i32.shr_u (local.get $value) (i32.const 16)) (i32.const 255))
      (i32.add (local.get $to) (i32.const 1))))
    (i32.store8 (local.get $to) (i32.const 46))
    (local.set $to (call $decimal
      (i32.and (i32.shr_u (local.get $value) (i32.const 8)) (i32.const 255))
      (i32.add (local.get $to) (i32.const 1))))
    (i32.store8 (local.get $to) (i32.const 46))
    (call $decimal (i32.and (local.get $value) (i32.const 255)) (i32.add (local.get $to) (i32.const 1))))

  ;; `hh:mm:ss`.
  (func $clock (param $seconds i32) (param $to i32) (result i32)
    (local $minutes i32)
    (local.set $minutes (i32.div_u (local.get $seconds) (i32.const 60)))
    (call $pair (i32.div_u (local.get $minutes) (i32.const 60)) (local.get $to))
    (i32.store8 offset=2 (local.get $to) (i32.const 58))
    (call $pair (i32.rem_u (local.get $minutes) (i32.const 60)) (i32.add (local.get $to) (i32.const 3)))
    (i32.store8 offset=5 (local.get $to) (i32.const 58))
    (call $pair (i32.rem_u (local.get $seconds) (i32.const 60)) (i32.add (local.get $to) (i32.const 6)))
    (i32.add (local.get $to) (i32.const 8)))

  (func $pair (param $value i32) (param $to i32)
    (i32.store8 (local.get $to) (i32.add (i32.const 48) (i32.div_u (local.get $value) (i32.const 10))))
    (i32.store8 offset=1 (local.get $to) (i32.add (i32.const 48) (i32.rem_u (local.get $value) (i32.const 10)))))

  ;; A time-stamp with so many digits behind the point; `value` counts the units of the last of them since 1970.
  (func $stamp (param $value i64) (param $fraction i32) (param $to i32) (result i32)
    (local $unit i64) (local $rest i64)
    (local.set $unit (call $power (local.get $fraction)))
    (local.set $rest (i64.sub (local.get $value) (global.get $secondAt)))
    ;; Most are of the same second as the one before, whose text is there.
    (if (i32.or
        (i64.ne (local.get $unit) (global.get $secondUnit))
        (i64.ge_u (local.get $rest) (local.get $unit)))
      (then
        (local.set $rest (i64.rem_u (local.get $value) (local.get $unit)))
        (global.set $secondAt (i64.sub (local.get $value) (local.get $rest)))
        (global.set $secondUnit (local.get $unit))
        (call $second (i64.div_u (local.get $value) (local.get $unit)))))
    (v128.store (local.get $to) (v128.load (i32.const 0)))
    (i32.store offset=16 (local.get $to) (i32.load (i32.const 16)))
    (if (i32.eqz (local.get $fraction)) (then (return (i32.add (local.get $to) (i32.const 19)))))
    (i32.store8 offset=19 (local.get $to) (i32.const 46))
    (call $digits (i32.wrap_i64 (local.get $rest)) (local.get $fraction) (i32.add (local.get $to) (i32.const 20))))

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
