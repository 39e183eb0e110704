using System.Text.Json;
using System.Xml.Linq;
using Faultline.Drills.Reports;
using Faultline.Drills.Runbooks;
using Faultline.Drills.Runbooks.Reading;
using Faultline.Drills.Runbooks.Writing;
using Faultline.Services.CloudFormation;

namespace Faultline.Tests.Drills.Runbooks;

/// <summary>Guides out of templates: what they know of the architecture, and what they tell people to do.</summary>
public sealed class RunbookTests
{
    [Fact]
    public void A_sound_architecture_is_read_with_its_zones_checks_and_sizes()
    {
        var system = Read(Templates.Sound).Architecture;
        Assert.Equal(3, system.Zones.Count);
        Assert.All(system.Zones, zone => Assert.StartsWith("use1-az", zone.Id, StringComparison.Ordinal));
        Assert.Equal(TimeSpan.FromSeconds(12), system.TargetGroups.Single().Check.Detects);
        Assert.Equal("HTTP /health", system.TargetGroups.Single().Check.Says);
        var group = system.Groups.Single();
        Assert.Equal((6, 9, 6, true, 4),
            (group.Min, group.Max, group.Desired, group.ChecksBalancer, group.LeftWithoutZone));
        Assert.Equal(["Targets"], system.TargetsOf(group).Select(one => one.Handle.LogicalId));
        Assert.True(system.Databases.Single().IsMultiAz);
        Assert.Equal(["Dead", null], system.Queues.Select(one => one.IsDeadLetters ? one.Handle.LogicalId : null));
    }

    [Fact]
    public void A_sound_architecture_has_no_weaknesses() => Assert.DoesNotContain(
        Read(Templates.Sound).Weaknesses, finding => finding.Severity == Severity.Weakness);

    [Fact]
    public void What_is_in_one_zone_or_has_nothing_to_take_over_is_a_weakness() => Assert.Equal(
        [
            "Balancer is in one zone", "Web is in one zone", "Web does not ask its balancer who is dead",
            "Alone stands alone", "Db has no standby", "Db has no backups", "Jobs has no dead-letter queue",
            "Nobody is told",
        ],
        Read(Templates.SingleZone).Weaknesses.Where(each => each.Severity == Severity.Weakness).Select(
            each => each.Title));

    [Fact]
    public void What_is_good_to_know_is_a_note() => Assert.Equal(
        ["Web cannot grow", "Db may be deleted by one call"],
        Read(Templates.SingleZone).Weaknesses.Where(each => each.Severity == Severity.Note).Select(each => each.Title));

    [Theory]
    [InlineData(1, 2, "Web can lose all instances with one zone")]
    [InlineData(2, 2, "Web is half gone when one zone dies")]
    [InlineData(3, 3, "Web at 150% when one zone dies")]
    [InlineData(6, 3, "Web at 150% when one zone dies")]
    [InlineData(8, 4, "Web at 133% when one zone dies")]
    public void What_is_left_without_a_zone_has_to_carry_the_load(int desired, int zones, string title)
    {
        var group = new Group(Handle.Of("Web", "Web"))
        {
            Zones = [.. Enumerable.Range(1, zones).Select(number => new Zone($"z{number}", null))],
            Min = desired, Desired = desired, Max = 2 * desired, ChecksBalancer = true,
        };
        var alarm = new Alarm(Handle.Of("x", "x")) { Acts = true };
        var system = new Architecture("a", "us-east-1") { Groups = [group], Alarms = [alarm] };
        Assert.Equal(title, Assert.Single(Weaknesses.Of(system)).Title);
    }

    [Fact]
    public void A_failure_is_detected_after_interval_times_threshold()
    {
        var chapter = Chapter(Read(Templates.Sound), "zone-power");
        Assert.Equal(
            [("health check of Targets", 12.0), ("RDS, for Db", 120), ("alarm NoHosts", 120)],
            chapter.Detections.Select(one => (one.What, one.After?.TotalSeconds ?? -1)));
        var classic = Chapter(Read(Templates.SingleZone), "instance-dies").Detections[0];
        Assert.Equal(("health check of Balancer", 43.0), (classic.What, classic.After?.TotalSeconds));
    }

    [Fact]
    public void Commands_call_resources_by_the_names_that_the_first_commands_give()
    {
        var runbook = Read(Templates.Sound);
        Assert.Contains("Db=$(aws cloudformation describe-stack-resource --stack-name \"$STACK\" "
            + "--logical-resource-id Db --query StackResourceDetail.PhysicalResourceId --output text)", runbook.Names);
        Assert.Equal(
            "aws arc-zonal-shift start-zonal-shift --resource-identifier \"$Balancer\" --away-from \"$ZONE\" "
                + "--expires-in 2h --comment 'the zone is gray'",
            Assert.Single(Step(runbook, "zone-gray/shift/Balancer").Commands));
        Assert.Equal("aws rds reboot-db-instance --db-instance-identifier \"$Db\" --force-failover",
            Assert.Single(Step(runbook, "database-dies/failover/Db").Commands));
        Assert.Contains("\"${Db}-restored\"", Step(runbook, "destroyed/restore/Db").Commands[1],
            StringComparison.Ordinal);
        Assert.Contains("--queue-url \"$Dead\"", Step(runbook, "destroyed/redrive/Jobs").Commands[0],
            StringComparison.Ordinal);
    }

    [Fact]
    public void Without_standby_and_backups_there_is_nothing_to_do_but_wait()
    {
        var runbook = Read(Templates.SingleZone);
        Assert.Empty(Step(runbook, "zone-power/wait/Db").Commands);
        Assert.Contains(Chapter(runbook, "zone-power").ByItself, line =>
            line.StartsWith("Nothing takes over for Db", StringComparison.Ordinal));
        Assert.DoesNotContain(runbook.Chapters, chapter => chapter.Id == "zone-gray");
    }

    [Fact]
    public void Ids_of_steps_are_there_once()
    {
        foreach (var template in (string[])[Templates.Sound, Templates.SingleZone])
        {
            foreach (var chapter in Read(template).Chapters)
            {
                var ids = chapter.Steps.Concat(chapter.Checks).Select(step => step.Id).ToList();
                Assert.Equal(ids.Distinct(), ids);
                Assert.All(ids, id => Assert.StartsWith(chapter.Id + "/", id, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void It_is_written_as_markdown_html_and_json()
    {
        var runbook = Read(Templates.Sound);
        var text = RunbookMarkdown.Of(runbook);
        Assert.Contains("\n## A zone turns gray\n", text, StringComparison.Ordinal);
        Assert.Contains("```sh\n   aws arc-zonal-shift start-zonal-shift", text, StringComparison.Ordinal);
        var page = RunbookHtml.Of(runbook);
        var html = XElement.Parse(page[(page.IndexOf('\n') + 1)..]);
        Assert.Equal(runbook.Chapters.Sum(one => one.Steps.Length + one.Checks.Length + one.Back.Length),
            html.Descendants("ol").Elements("li").Count());
        using var json = JsonDocument.Parse(RunbookJson.Of(runbook));
        Assert.Equal(runbook.Chapters.Select(one => one.Id),
            json.RootElement.GetProperty("chapters").EnumerateArray().Select(one => one.GetProperty("id").GetString()));
    }

    [Fact]
    public void Names_that_want_to_be_commands_are_quoted()
    {
        var handle = Handle.Of("Db", "a'; rm -rf /; '");
        var system = new Architecture("s", "us-east-1") { Databases = [new(handle, "postgres") { IsMultiAz = true }] };
        Assert.EndsWith("--db-instance-identifier 'a'\\''; rm -rf /; '\\''' --force-failover",
            Step(Runbook.For(system), "database-dies/failover/Db").Commands[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_no_template_and_a_parameter_without_a_value_are_refused()
    {
        Assert.Throws<SketchRefused>(() => Read("Foo: 1"));
        var needy = "Parameters: {Size: {Type: String}}\nResources: {Q: {Type: AWS::SQS::Queue}}";
        Assert.Contains("[Size] must have values", Assert.Throws<SketchRefused>(() => Read(needy)).Message,
            StringComparison.Ordinal);
        var given = new Dictionary<string, string> { ["Size"] = "3" };
        Assert.Single(FromTemplate.Read("t", needy, "us-east-1", "000000000000", given).Architecture.Queues);
        Assert.Throws<SketchRefused>(() => FromTemplate.Read("t", needy, "mars-1", "000000000000", given));
    }

    private static Runbook Read(string template) =>
        FromTemplate.Read("shop", template, "us-east-1", "000000000000", new Dictionary<string, string>());

    private static Chapter Chapter(Runbook runbook, string id) => runbook.Chapters.Single(one => one.Id == id);

    private static Step Step(Runbook runbook, string id) => runbook.Chapters
        .SelectMany(one => one.Steps.Concat(one.Checks).Concat(one.Back)).Single(step => step.Id == id);
}
