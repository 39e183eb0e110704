using Faultline.Commands;
using Faultline.Engines.Processes;

namespace Faultline.Wire.Tests.Commands;

/// <summary>What doctor says of the machine, where that depends on what it may do.</summary>
public sealed class ExaminationTests
{
    [Theory]
    [InlineData(true, true, "no more processors than their types", true)]
    [InlineData(false, true, "no more of them than their types", true)]
    [InlineData(true, false, "not for processors: instances take as many as are there; their limits of memory", false)]
    [InlineData(false, false, "may not be made: instances take as many processors as are there; their limits", false)]
    public void Of_cgroups_it_says_which_limits_instances_have(bool groups, bool limits, string says, bool isGood)
    {
        var finding = Examination.Cgroups(new(Pidfds: true, groups, limits));
        Assert.Contains(says, finding.Says, StringComparison.Ordinal);
        Assert.Equal((isGood, isGood), (finding.Verdict == Verdict.Good, finding.Mend is null));
    }

    [Fact]
    public void It_looks_at_pidfds_and_cgroups()
    {
        var findings = Examination.Of(Path.GetTempPath()).ToDictionary(each => each.Subject);
        var can = Abilities.Find("examined");
        Assert.Equal(can.Pidfds, findings["pidfds"].Verdict == Verdict.Good);
        Assert.Equal(can.Limits, findings["cgroups"].Verdict == Verdict.Good);
    }
}
