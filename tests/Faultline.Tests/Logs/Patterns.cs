using System.Text;
using Faultline.Services.Logs.Filters;
using Faultline.Wire;

namespace Faultline.Tests.Logs;

/// <summary>Holds a pattern against a message.</summary>
internal static class Patterns
{
    /// <summary>Whether it matches; null where it is no pattern.</summary>
    public static void Check(string pattern, string message, bool? matches)
    {
        if (matches is { } wanted)
        {
            Assert.Equal(wanted, FilterPattern.Read(pattern).Matches(Encoding.UTF8.GetBytes(message)));
        }
        else
        {
            Assert.Equal("InvalidParameterException", Assert.Throws<AwsError>(() => FilterPattern.Read(pattern)).Code);
        }
    }
}
