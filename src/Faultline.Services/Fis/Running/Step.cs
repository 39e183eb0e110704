using System.Collections.Immutable;
using Faultline.Services.Fis.Keeping;

namespace Faultline.Services.Fis.Running;

/// <summary>An experiment as it stands now, what is to be done for it, and when time alone changes it.</summary>
internal sealed record Step(ExperimentRow Row, ImmutableArray<Order> Orders, DateTimeOffset? Next);
