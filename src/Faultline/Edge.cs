namespace Faultline;

/// <summary>
/// Where the running server and the commands get their wall clock; everything else is handed this one.
/// </summary>
internal static class Edge
{
#pragma warning disable RS0030 // The one place that knows the real clock.
    public static TimeProvider Clock { get; } = TimeProvider.System;
#pragma warning restore RS0030
}
