using Faultline.Api.CloudFormation;

namespace Faultline.Tests.CloudFormation;

/// <summary>Stacks that are made, and those that cannot be.</summary>
public sealed class CreateTests
{
    private readonly StackRig rig = new();

    [Fact]
    public async Task A_stack_is_made_and_its_events_say_how()
    {
        await rig.Create(StackRig.Body("A Size=1"));
        await rig.Settle();
        Assert.Equal(
        [
            "app CREATE_IN_PROGRESS User Initiated",
            "A CREATE_IN_PROGRESS",
            "A CREATE_IN_PROGRESS Resource creation Initiated",
            "A CREATE_COMPLETE",
            "app CREATE_COMPLETE",
        ], await rig.Events());
        Assert.Equal("A 1", rig.Things.Shown);
    }

    [Fact]
    public async Task Nothing_is_made_before_what_it_needs()
    {
        await rig.Create(StackRig.Body("C Link=B", "B Link=A", "A Size=1", "D @DependsOn=C"));
        await rig.Settle();
        Assert.Equal("CREATE_COMPLETE", await rig.Status());
        Assert.Equal(["create A", "create B", "create C", "create D"], rig.Things.Log);
        Assert.Equal("thing-0001", (string?)rig.Things.There["thing-0002"].Properties["Link"]);
    }

    [Fact]
    public async Task What_others_do_not_need_is_made_at_the_same_time()
    {
        var (running, most) = (0, 0);
        rig.Things.Takes = async () =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(1);
            Interlocked.Decrement(ref running);
        };
        await rig.Create(StackRig.Body("A Size=1", "B Size=1", "C Size=1"));
        await rig.Settle();
        Assert.Equal("CREATE_COMPLETE", await rig.Status());
        Assert.True(most > 1, "They were made one after the other.");
    }

    [Fact]
    public async Task A_failure_takes_back_what_was_made_and_names_what_failed()
    {
        rig.Things.Before = (what, name) => what == "create" && name == "B" ? ScriptedThings.Refusal("too many") : null;
        await rig.Create(StackRig.Body("A Size=1", "B Link=A", "C Link=B"));
        await rig.Settle();
        var events = await rig.Events();
        Assert.Contains(events, each => each.StartsWith(
            "B CREATE_FAILED Resource handler returned message: \"too many\" (RequestToken: ", StringComparison.Ordinal)
            && each.EndsWith(", HandlerErrorCode: InvalidRequest)", StringComparison.Ordinal));
        Assert.Contains(
            "app ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [B]. Rollback requested by user.",
            events);
        Assert.Equal(
            ["B DELETE_COMPLETE", "A DELETE_IN_PROGRESS", "A DELETE_COMPLETE", "app ROLLBACK_COMPLETE"], events[^4..]);
        Assert.Empty(rig.Things.There);
    }

    [Fact]
    public async Task What_is_under_way_when_another_fails_is_cancelled_and_taken_back()
    {
        rig.Things.IsSettled = name => name != "A" || rig.Things.Log.Contains("delete A");
        rig.Things.Before = (what, name) => what == "create" && name == "B" ? ScriptedThings.Refusal() : null;
        await rig.Create(StackRig.Body("A Size=1", "B Size=1"));
        await rig.Settle();
        Assert.Contains("A CREATE_FAILED Resource creation cancelled", await rig.Events());
        Assert.Contains(
            await rig.Events(), each => each.Contains("failed to create: [A, B]", StringComparison.Ordinal));
        Assert.Equal("ROLLBACK_COMPLETE", await rig.Status());
        Assert.Empty(rig.Things.There);
    }

    [Fact]
    public async Task What_nobody_answered_is_found_again_and_made_once()
    {
        var lost = 2;
        rig.Things.After = (what, _) => what == "create" && lost-- > 0 ? ScriptedThings.Outage : null;
        await rig.Create(StackRig.Body("A Size=1"));
        await rig.Settle();
        Assert.Equal("CREATE_COMPLETE", await rig.Status());
        Assert.Equal(["create A"], rig.Things.Log);
    }

    [Fact]
    public async Task A_service_that_never_answers_fails_the_stack_and_leaves_nothing_behind()
    {
        rig.Things.After = (what, _) => what == "create" && rig.Now < new DateTimeOffset(2026, 1, 2, 3, 15, 0, default)
            ? ScriptedThings.Outage
            : null;
        await rig.Create(StackRig.Body("A Size=1"));
        await rig.Settle();
        Assert.Equal("ROLLBACK_COMPLETE", await rig.Status());
        Assert.Equal(["create A", "delete A"], rig.Things.Log);
    }

    [Theory]
    [InlineData("DO_NOTHING", "CREATE_FAILED", "A 1")]
    [InlineData("DELETE", "DELETE_COMPLETE", "")]
    [InlineData("ROLLBACK", "ROLLBACK_COMPLETE", "")]
    public async Task A_caller_says_what_a_failure_leaves(string onFailure, string status, string left)
    {
        rig.Things.Before = (what, name) => what == "create" && name == "B" ? ScriptedThings.Refusal() : null;
        var id = await rig.Create(StackRig.Body("A Size=1", "B Link=A"), request => request.OnFailure = onFailure);
        await rig.Settle();
        Assert.Equal(status, await rig.Status(id));
        Assert.Equal(left, rig.Things.Shown);
    }

    [Fact]
    public async Task A_stack_whose_time_is_over_goes_back()
    {
        rig.Things.IsSettled = _ => rig.Now > new DateTimeOffset(2026, 1, 2, 4, 0, 0, default)
            || rig.Things.There.Count == 0;
        await rig.Create(StackRig.Body("A Size=1"), request => request.TimeoutInMinutes = 5);
        await rig.Settle();
        Assert.Contains(
            "app ROLLBACK_IN_PROGRESS Stack creation time exceeded the specified timeout. Rolling back.",
            await rig.Events());
        Assert.Equal("ROLLBACK_COMPLETE", await rig.Status());
    }

    [Fact]
    public async Task The_same_token_makes_one_stack_and_another_one_is_refused()
    {
        var body = StackRig.Body("A Size=1");
        var first = await rig.Create(body, request => request.ClientRequestToken = "t");
        Assert.Equal(first, await rig.Create(body, request => request.ClientRequestToken = "t"));
        await StackRig.Refused("AlreadyExistsException", () => rig.Create(body), "Stack [app] already exists");
    }

    [Fact]
    public async Task Types_that_are_not_there_are_all_named_before_anything_is_made()
    {
        var body = """
            {"Resources": {
              "A": {"Type": "Test::Cloud::Thing"}, "B": {"Type": "AWS::Kinesis::Stream"},
              "C": {"Type": "AWS::Foo::Bar"}, "D": {"Type": "AWS::IoT::Thing"}, "E": {"Type": "Custom::It"}}}
            """;
        await StackRig.Refused(
            "ValidationError", () => rig.Create(body),
            "Template format error: Unrecognized resource types: [AWS::Foo::Bar]");
        await StackRig.Refused(
            "ValidationError", () => rig.Create(body),
            "Faultline does not build these resource types yet: [AWS::IoT::Thing, AWS::Kinesis::Stream].");
        await StackRig.Refused("ValidationError", () => rig.Create(body), "--allow-missing-types");
        await StackRig.Refused("ValidationError", () => rig.Create(body), "Lambda");
        await rig.Settle();
        Assert.Empty(rig.Things.Log);
    }

    [Fact]
    public async Task Placeholders_stand_for_them_where_they_may_and_events_say_so()
    {
        var lax = new StackRig(new() { AllowsMissingTypes = true });
        await lax.Create("""
            {"Resources": {"B": {"Type": "AWS::Kinesis::Stream"},
              "A": {"Type": "Test::Cloud::Thing", "Properties": {"Size": {"Fn::GetAtt": ["B", "Arn"]}}},
              "M": {"Type": "AWS::CDK::Metadata", "Properties": {"Analytics": "v2:x"}}}}
            """);
        await lax.Settle();
        Assert.Equal("CREATE_COMPLETE", await lax.Status());
        Assert.Contains(await lax.Events(), each => each.Contains("placeholder", StringComparison.Ordinal));
        Assert.StartsWith("A B-", lax.Things.Shown, StringComparison.Ordinal);
        await lax.Delete();
        await lax.Settle();
        Assert.Empty(lax.Things.There);
    }

    [Fact]
    public async Task Who_makes_roles_says_so()
    {
        var lax = new StackRig(new() { AllowsMissingTypes = true });
        var body = """{"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "x"}}}}""";
        await StackRig.Refused(
            "InsufficientCapabilitiesException", () => lax.Create(body),
            "Requires capabilities : [CAPABILITY_NAMED_IAM]");
        await lax.Create(body, request => request.Capabilities = [Capability.CapabilityNamedIam]);
    }

    [Fact]
    public async Task What_is_asked_of_stacks_that_are_not_there_is_refused_as_in_AWS()
    {
        await StackRig.Refused("ValidationError", () => rig.Look("no"), "Stack with id no does not exist");
        await StackRig.Refused("ValidationError", () => rig.Update("{}"), "Stack [app] does not exist");
        await rig.Delete();
        await StackRig.Refused(
            "ValidationError",
            () => rig.Create(
                "{}", request => (request.TemplateBody, request.TemplateURL) = (null, "https://elsewhere/t")),
            "Faultline cannot read TemplateURL https://elsewhere/t");
    }

    [Fact]
    public async Task A_server_that_is_killed_at_any_round_goes_on_where_it_was()
    {
        for (var kill = 1; kill < 20; kill++)
        {
            var each = new StackRig();
            await each.Create(StackRig.Body("A Size=1", "B Link=A"), request => request.StackPolicyBody = null);
            for (var round = 0; round < kill; round++)
            {
                await each.Formation.Rounds.Look(StackRig.Ct);
                await each.Formation.Rounds.Idle();
            }

            each.Reopen();
            await each.Settle();
            Assert.Equal("CREATE_COMPLETE", await each.Status());
            Assert.Equal(["create A", "create B"], each.Things.Log);
        }
    }
}
