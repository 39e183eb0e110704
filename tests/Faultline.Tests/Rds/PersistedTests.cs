using System.Reflection;
using Faultline.Services.Rds.Keeping;

namespace Faultline.Tests.Rds;

/// <summary>What is on people's disks keeps its meaning: whoever changes these numbers breaks databases.</summary>
public sealed class PersistedTests
{
    [Fact]
    public void Kinds_keep_their_numbers() => Assert.Equal(
        "Instance 1, ClusterRecord 2, SubnetGroup 3, ParameterGroup 4, OptionGroup 5, Subscription 6, Event 7, "
        + "AccountSettings 8, Snapshot 9, AutomatedBackup 10, Interface 11",
        string.Join(", ", typeof(Kinds).GetFields(BindingFlags.Public | BindingFlags.Static)
            .OrderBy(field => (byte)field.GetRawConstantValue()!)
            .Select(field => $"{field.Name} {field.GetRawConstantValue()}")));
}
