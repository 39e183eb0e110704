using Faultline.Api.Fis;

namespace Faultline.Tests.Fis;

/// <summary>What a template must be like, and what becomes of it.</summary>
public sealed class TemplateTests
{
    private const string Alarm = "arn:aws:cloudwatch:us-east-1:111122223333:alarm:errors";

    private readonly FisRig rig = new();

    [Theory]
    [InlineData("Unknown action ID \"aws:nothing\" found in action \"a\".", "a aws:nothing")]
    [InlineData("Missing parameter \"duration\" in action \"a\".", "a test:lasts")]
    [InlineData("Unexpected parameter \"speed\" found in action \"a\".", "a test:lasts - duration=PT1M speed=1")]
    [InlineData("Unknown action \"b\" found in startAfter of action \"a\".", "a test:plain b")]
    [InlineData("Circular startAfter found in action \"a\".", "a test:plain a")]
    [InlineData("Circular startAfter found in action \"a\".", "a test:plain b", "b test:plain c", "c test:plain a")]
    [InlineData(
        "Invalid parameters found in action \"a\": count is no number.", "a test:lasts - duration=PT1M count=x")]
    [InlineData(
        "The actions of the experiment template take more than 12 hours.",
        "a test:lasts - duration=PT7H",
        "b test:lasts a duration=PT6H")]
    public async Task A_template_whose_actions_do_not_fit_is_refused(string message, params string[] actions) =>
        Assert.Equal(message, await Refused(rig.Request(actions)));

    [Theory]
    [InlineData("PT0.5S")]
    [InlineData("PT12H1S")]
    [InlineData("5m")]
    [InlineData("P1M")]
    [InlineData("PT-5M")]
    [InlineData("300")]
    public async Task A_duration_is_in_ISO_8601_and_between_a_second_and_12_hours(string text) => Assert.Equal(
        $"Invalid value \"{text}\" of parameter \"duration\" found in action \"a\". It must be an ISO 8601 duration "
        + "from one second to 12 hours.",
        await Refused(rig.Request($"a test:lasts - duration={text}")));

    [Fact]
    public async Task Any_parameter_that_is_a_duration_is_read_as_one() => Assert.StartsWith(
        "Invalid value \"x\" of parameter \"startAfterDuration\"",
        await Refused(rig.Request("a test:plain - startAfterDuration=x")),
        StringComparison.Ordinal);

    [Fact]
    public async Task An_action_takes_the_target_of_its_slot_and_no_other()
    {
        Assert.Equal(
            "Missing target \"Instances\" in action \"a\".",
            await Aimed(action => action.Targets = null));
        Assert.Equal(
            "Unexpected target \"Clusters\" found in action \"a\".",
            await Aimed(action => action.Targets = new() { ["Clusters"] = "machines" }));
        Assert.Equal(
            "Unknown target \"others\" found in action \"a\".",
            await Aimed(action => action.Targets = new() { ["Instances"] = "others" }));
        var request = rig.Request("a test:aimed - duration=PT1M");
        request.Targets!["machines"].ResourceType = "aws:ec2:subnet";
        Assert.StartsWith(
            "Unexpected resource type \"aws:ec2:subnet\" of target \"machines\" found in action \"a\"",
            await Refused(request),
            StringComparison.Ordinal);

        async Task<string> Aimed(Action<CreateExperimentTemplateActionInput> change)
        {
            var asked = rig.Request("a test:aimed - duration=PT1M");
            change(asked.Actions["a"]);
            return await Refused(asked);
        }
    }

    [Fact]
    public async Task A_target_says_how_its_resources_are_found()
    {
        Assert.Equal(
            "Unknown resource type \"aws:x\" found in target \"machines\".",
            await Target(target => target.ResourceType = "aws:x"));
        Assert.Equal(
            "Target \"machines\" cannot have both resource ARNs and resource tags.",
            await Target(target => target.ResourceArns = ["arn:aws:ec2:us-east-1:111122223333:instance/i-1"]));
        Assert.Equal(
            "Target \"machines\" must have resource ARNs, resource tags, filters, or parameters.",
            await Target(target => target.ResourceTags = null));
        Assert.Equal(
            "Unexpected parameter \"vpc\" found in target \"machines\".",
            await Target(target => target.Parameters = new() { ["vpc"] = "vpc-1" }));
        Assert.Equal(
            "Target \"machines\" of type \"aws:iam:role\" must have resource ARNs.",
            await Target(target => target.ResourceType = "aws:iam:role"));
        Assert.Equal(
            "Missing parameter \"clusterIdentifier\" in target \"machines\".",
            await Target(target => target.ResourceType = "aws:eks:pod"));
        Assert.Equal(
            "Missing values of filter \"State.Name\" in target \"machines\".",
            await Target(target => target.Filters = [new() { Path = "State.Name", Values = [] }]));

        async Task<string> Target(Action<CreateExperimentTemplateTargetInput> change)
        {
            var request = rig.Request("a test:plain");
            change(request.Targets!["machines"]);
            return await Refused(request);
        }
    }

    [Theory]
    [InlineData("all")]
    [InlineData("COUNT(0)")]
    [InlineData("COUNT(-1)")]
    [InlineData("PERCENT(101)")]
    [InlineData("PERCENT(0)")]
    [InlineData("SOME")]
    public async Task A_selection_mode_is_all_a_count_or_a_share(string mode)
    {
        var request = rig.Request("a test:plain");
        request.Targets!["machines"].SelectionMode = mode;
        Assert.Equal(
            $"Invalid selection mode \"{mode}\" found in target \"machines\". It must be ALL, COUNT(n), or PERCENT(n).",
            await Refused(request));
    }

    [Theory]
    [InlineData("none", "x", "The stop condition \"none\" takes no value and no other stop condition.")]
    [InlineData("aws:other", null, "Invalid stop condition source \"aws:other\".")]
    [InlineData("aws:cloudwatch:alarm", "errors", "Invalid value \"errors\" of a stop condition.")]
    [InlineData(
        "aws:cloudwatch:alarm",
        "arn:aws:cloudwatch:us-west-2:111122223333:alarm:errors",
        "Invalid value \"arn:aws:cloudwatch:us-west-2:111122223333:alarm:errors\" of a stop condition.")]
    [InlineData(
        "aws:cloudwatch:alarm",
        "arn:aws:cloudwatch:us-east-1:444455556666:alarm:errors",
        "Invalid value \"arn:aws:cloudwatch:us-east-1:444455556666:alarm:errors\" of a stop condition.")]
    public async Task A_stop_condition_is_an_alarm_here_or_none(string source, string? value, string message)
    {
        var request = rig.Request("a test:plain");
        request.StopConditions = [new() { Source = source, Value = value }];
        Assert.StartsWith(message, await Refused(request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roles_tags_logs_and_reports_are_checked_too()
    {
        Assert.Equal(
            "Invalid role ARN \"arn:aws:iam::1:user/u\".", await With(it => it.RoleArn = "arn:aws:iam::1:user/u"));
        Assert.Equal(
            "Invalid tag key \"aws:x\". Keys that begin with aws: are reserved.",
            await With(it => it.Tags = new() { ["aws:x"] = "y" }));
        Assert.Equal(
            "The experiment template must have at least one stop condition.",
            await With(it => it.StopConditions = []));
        Assert.Equal("The experiment template must have at least one action.", await With(it => it.Actions = []));
        Assert.Equal(
            "Invalid log schema version 3. It must be 1 or 2.",
            await With(it => it.LogConfiguration = new() { LogSchemaVersion = 3 }));
        Assert.Equal(
            "The log configuration must have a destination.",
            await With(it => it.LogConfiguration = new() { LogSchemaVersion = 2 }));
        Assert.StartsWith(
            "Invalid log group ARN",
            await With(it => it.LogConfiguration = new()
            {
                LogSchemaVersion = 2,
                CloudWatchLogsConfiguration = new() { LogGroupArn = "arn:aws:logs:us-west-2:111122223333:log-group:a" },
            }),
            StringComparison.Ordinal);
        Assert.Equal(
            "Invalid value \"PT31M\" of preExperimentDuration. It must be an ISO 8601 duration of at most 30 minutes.",
            await With(it => it.ExperimentReportConfiguration = new()
            {
                Outputs = new() { S3Configuration = new() { BucketName = "reports" } },
                PreExperimentDuration = "PT31M",
            }));

        async Task<string> With(Action<CreateExperimentTemplateRequest> change)
        {
            var request = rig.Request("a test:plain");
            change(request);
            return await Refused(request);
        }
    }

    [Fact]
    public async Task Quotas_are_those_of_AWS()
    {
        string[] Actions(int count) => [.. Enumerable.Range(0, count).Select(i => $"a{i} test:plain")];
        await rig.Create(rig.Request(Actions(10)));
        await Quota("The maximum number of actions of an experiment that run at the same time is 10.", Actions(11));
        await Quota("The maximum number of actions in an experiment template is 20.", Actions(21));

        // Ten and ten after each other never run at once, however they are named.
        await rig.Create(rig.Request(
            [.. Actions(10), .. Enumerable.Range(0, 10).Select(i => $"b{i} test:plain a{9 - i}")]));
        var request = rig.Request("a test:plain");
        request.StopConditions = [.. Enumerable.Range(0, 6).Select(i =>
            new CreateExperimentTemplateStopConditionInput { Source = "aws:cloudwatch:alarm", Value = $"{Alarm}{i}" })];
        Assert.Contains("stop conditions", await FisRig.Refused(
            "ServiceQuotaExceededException", () => rig.Create(request)), StringComparison.Ordinal);
        for (var made = 2; made < 500; made++)
        {
            await rig.Create(rig.Request("a test:plain"));
        }

        await Quota("The maximum number of experiment templates in a Region is 500.", "a test:plain");

        async Task Quota(string message, params string[] actions) => Assert.Equal(
            message,
            await FisRig.Refused("ServiceQuotaExceededException", () => rig.Create(rig.Request(actions))));
    }

    [Fact]
    public async Task The_same_token_makes_the_same_template()
    {
        var request = rig.Request("a test:plain");
        var made = await rig.Create(request);
        rig.Reopen();
        Assert.Equal(made.Id, (await rig.Create(request)).Id);
        Assert.StartsWith("EXT", made.Id, StringComparison.Ordinal);
        request.Description = "other";
        await FisRig.Refused("ConflictException", () => rig.Create(request));
    }

    [Fact]
    public async Task A_change_keeps_what_it_does_not_say()
    {
        var made = await rig.Create(rig.Request("a test:plain", "b test:plain a"));
        var changed = (await rig.Fis.UpdateExperimentTemplate(
            rig.Call("UpdateExperimentTemplate"),
            new() { Id = made.Id!, ExperimentOptions = new() { EmptyTargetResolutionMode = "skip" } },
            FisRig.Ct)).ExperimentTemplate!;
        Assert.Equal(2, changed.Actions!.Count);
        Assert.Equal("d", changed.Description);
        Assert.Equal(("single-account", "skip"),
            (changed.ExperimentOptions!.AccountTargeting, changed.ExperimentOptions.EmptyTargetResolutionMode));
        await FisRig.Refused("ValidationException", async () => await rig.Fis.UpdateExperimentTemplate(
            rig.Call("UpdateExperimentTemplate"),
            new() { Id = made.Id!, Actions = new() { ["a"] = new() { StartAfter = ["z"], ActionId = "test:plain" } } },
            FisRig.Ct));
        await rig.Fis.DeleteExperimentTemplate(
            rig.Call("DeleteExperimentTemplate"), new() { Id = made.Id! }, FisRig.Ct);
        await FisRig.Refused("ResourceNotFoundException", () => rig.Start(made));
    }

    [Fact]
    public async Task Lists_come_in_pages()
    {
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            made.Add((await rig.Create(rig.Request("a test:plain"))).Id!);
        }

        var seen = new List<string>();
        string? token = null;
        do
        {
            var page = await rig.Fis.ListExperimentTemplates(
                rig.Call("ListExperimentTemplates"), new() { MaxResults = 2, NextToken = token }, FisRig.Ct);
            Assert.InRange(page.ExperimentTemplates!.Count, 1, 2);
            seen.AddRange(page.ExperimentTemplates.Select(each => each.Id!));
            token = page.NextToken;
        }
        while (token is not null);
        Assert.Equal(made.Order(StringComparer.Ordinal), seen);
        await FisRig.Refused("ValidationException", async () => await rig.Fis.ListExperimentTemplates(
            rig.Call("ListExperimentTemplates"), new() { NextToken = "x" }, FisRig.Ct));
    }

    [Fact]
    public async Task Another_account_sees_nothing_of_it()
    {
        var made = await rig.Create(rig.Request("a test:plain"));
        await FisRig.Refused("ResourceNotFoundException", async () => await rig.Fis.GetExperimentTemplate(
            rig.Call("GetExperimentTemplate", "444455556666"), new() { Id = made.Id! }, FisRig.Ct));
    }

    private Task<string> Refused(CreateExperimentTemplateRequest request) =>
        FisRig.Refused("ValidationException", () => rig.Create(request));
}
