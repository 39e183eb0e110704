namespace Faultline.Whole;

/// <summary>The command that writes runbooks, where it cannot; where it can it is an example of the docs.</summary>
public sealed class RunbookTests
{
    [Fact]
    public async Task It_says_what_it_needs()
    {
        var neither = await Tool.Run(Repository.Faultline, ["runbook"]);
        Assert.Equal(2, neither.Code);
        Assert.Equal("faultline: name a template, or stacks of a server with --stack.", neither.Errors.TrimEnd());
        var nowhere = await Tool.Run(Repository.Faultline, ["runbook", "/nowhere/template.yaml"]);
        Assert.Equal(2, nowhere.Code);
        Assert.StartsWith("faultline: cannot read /nowhere/template.yaml: ", nowhere.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stack_that_is_not_there_is_named()
    {
        await using var server = await Server.Start();
        var missing = await Tool.Run(
            Repository.Faultline, ["runbook", "--stack", "no-such-stack", "--port", $"{server.Port}"]);
        Assert.Equal(1, missing.Code);
        Assert.Contains("no-such-stack", missing.Errors, StringComparison.Ordinal);
    }
}
