// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

// The field numbers of Perfetto's trace format that are read or written here, as published in its protos/perfetto/trace/*.proto.
// tests/formats/perfetto.proto says the same in the language of protoc and is held against files that are written.
namespace formats::perfetto {

namespace trace_file {
inline constexpr quint32 Packet = 1;
}
namespace packet {
inline constexpr quint32 TrustedUid = 3, ClockSnapshot = 6, Timestamp = 8, SequenceId = 10, TrackEvent = 11, InternedData = 12, SequenceFlags = 13,
                         IsStateCleared = 41, IsPreviousDropped = 42, CompressedPackets = 50, TimestampClock = 58, Defaults = 59, TrackDescriptor = 60,
                         TrustedPid = 79, IsFirstOnSequence = 87, MachineId = 98;
inline constexpr quint64 StateCleared = 1, NeedsState = 2; // SequenceFlags
}
namespace event {
inline constexpr quint32 CategoryId = 3, Annotation = 4, Legacy = 6, Type = 9, NameId = 10, TrackUuid = 11, ExtraCounterValue = 12,
                         AbsoluteTime = 16, Category = 22, Name = 23, CounterValue = 30, ExtraCounterTrack = 31, OldFlowId = 36, OldEndingFlowId = 42,
                         DoubleCounterValue = 44, ExtraDoubleTrack = 45, ExtraDoubleValue = 46, FlowId = 47, EndingFlowId = 48;
inline constexpr quint64 SliceBegin = 1, SliceEnd = 2, Instant = 3, Counter = 4; // Type
}
namespace legacy {
inline constexpr quint32 NameId = 1, Phase = 2, Duration = 3, UnscopedId = 6, IdScope = 7, BindId = 8, LocalId = 10, GlobalId = 11, FlowDirection = 13, InstantScope = 14;
inline constexpr quint64 FlowIn = 1, FlowOut = 2, FlowInOut = 3; // FlowDirection
}
namespace track {
inline constexpr quint32 Uuid = 1, Name = 2, Process = 3, Thread = 4, ParentUuid = 5, Counter = 8, StaticName = 10, ChildOrdering = 11, SiblingRank = 12,
                         AtraceName = 13, MergeBehavior = 15, MergeKey = 16, MergeKeyNumber = 17;
inline constexpr quint64 Explicit = 3; // ChildOrdering
inline constexpr quint64 NoMerge = 2, MergeByKey = 3; // MergeBehavior
}
namespace process {
inline constexpr quint32 Pid = 1, Name = 6;
}
namespace thread {
inline constexpr quint32 Pid = 1, Tid = 2, Name = 5;
}
namespace counter {
inline constexpr quint32 Type = 1, UnitMultiplier = 4, IsIncremental = 5;
inline constexpr quint64 ThreadTime = 1, ThreadInstructions = 2; // Type
}
namespace annotation {
inline constexpr quint32 NameId = 1, Bool = 2, Unsigned = 3, Signed = 4, Double = 5, Text = 6, Pointer = 7, Nested = 8, LegacyJson = 9, Name = 10, Member = 11, Element = 12, TextId = 17;
}
namespace nested {
inline constexpr quint32 Type = 1, Key = 2, Member = 3, Element = 4, Signed = 5, Double = 6, Bool = 7, Text = 8;
inline constexpr quint64 Dict = 1, Array = 2; // Type
}
namespace interned {
inline constexpr quint32 Category = 1, EventName = 2, AnnotationName = 3, AnnotationText = 29;
inline constexpr quint32 Id = 1, Text = 2; // of an entry
}
namespace clock {
inline constexpr quint32 Clocks = 1, Id = 1, Timestamp = 2, IsIncremental = 3, Multiplier = 4; // Clocks is of the snapshot, the others of a clock
inline constexpr quint64 FirstOfSequence = 64, Boottime = 6;
}
namespace defaults {
inline constexpr quint32 TimestampClock = 58, Event = 11, EventTrackUuid = 11, EventExtraCounterTrack = 31, EventExtraDoubleTrack = 45;
}

} // namespace formats::perfetto
